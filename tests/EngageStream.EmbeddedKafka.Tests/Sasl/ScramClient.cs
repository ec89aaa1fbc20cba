using System.Security.Cryptography;
using System.Text;

namespace EngageStream.EmbeddedKafka.Tests.Sasl;

/// <summary>A SCRAM client written from RFC 5802, sharing nothing with the server's code.</summary>
internal sealed class ScramClient(string user, string password, string nonce, bool sha512 = false)
{
    private string _bare = "";

    public string Mechanism => sha512 ? "SCRAM-SHA-512" : "SCRAM-SHA-256";

    public string ServerSignature { get; private set; } = "";

    public string First()
    {
        _bare = $"n={user},r={nonce}";
        return $"n,,{_bare}";
    }

    public string Final(string serverFirst)
    {
        Dictionary<char, string> attributes = serverFirst.Split(',').ToDictionary(a => a[0], a => a[2..]);
        HashAlgorithmName name = sha512 ? HashAlgorithmName.SHA512 : HashAlgorithmName.SHA256;
        byte[] salt = Convert.FromBase64String(attributes['s']);
        int iterations = int.Parse(attributes['i'], null);
        byte[] salted = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), salt, iterations, name, sha512 ? 64 : 32);
        byte[] clientKey = Hmac(salted, "Client Key");
        string withoutProof = $"c=biws,r={attributes['r']}";
        string authMessage = $"{_bare},{serverFirst},{withoutProof}";
        byte[] signature = Hmac(sha512 ? SHA512.HashData(clientKey) : SHA256.HashData(clientKey), authMessage);
        string proof = Convert.ToBase64String([.. clientKey.Zip(signature, (a, b) => (byte)(a ^ b))]);
        ServerSignature = $"v={Convert.ToBase64String(Hmac(Hmac(salted, "Server Key"), authMessage))}";
        return $"{withoutProof},p={proof}";
    }

    private byte[] Hmac(byte[] key, string text) =>
        sha512 ? HMACSHA512.HashData(key, Encoding.UTF8.GetBytes(text)) : HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));
}
