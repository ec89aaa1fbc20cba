using System.Security.Cryptography;

namespace EngageStream.EmbeddedKafka.Sasl;

/// <summary>
/// What a server keeps of a password (RFC 5802, section 3): enough to check a proof and to prove itself, not enough to log in.
/// </summary>
internal sealed class ScramVerifier
{
    private readonly ScramHash _hash;
    private readonly byte[] _storedKey;
    private readonly byte[] _serverKey;

    /// <param name="hash">Of which mechanism.</param>
    /// <param name="password">The password in UTF-8.</param>
    /// <param name="salt">Random bytes.</param>
    /// <param name="iterations">Iterations of PBKDF2; RFC 7677 asks for 4,096 at least.</param>
    public ScramVerifier(ScramHash hash, ReadOnlySpan<byte> password, byte[] salt, int iterations)
        : this(hash, password, salt, iterations, iterations)
    {
    }

    /// <summary>One that announces other iterations than it was made with, and so accepts no proof: for strangers, at no cost.</summary>
    public ScramVerifier(ScramHash hash, ReadOnlySpan<byte> password, byte[] salt, int iterations, int announced)
    {
        _hash = hash;
        Salt = salt;
        Iterations = announced;
        byte[] salted = hash.Salted(password, salt, iterations);
        byte[] clientKey = hash.Hmac(salted, "Client Key"u8);
        _storedKey = hash.Hash(clientKey);
        _serverKey = hash.Hmac(salted, "Server Key"u8);
        CryptographicOperations.ZeroMemory(salted);
        CryptographicOperations.ZeroMemory(clientKey);
    }

    public byte[] Salt { get; }

    public int Iterations { get; }

    /// <summary>Whether a proof was made with the password; takes as long whether or not.</summary>
    public bool Accepts(ReadOnlySpan<byte> proof, ReadOnlySpan<byte> authMessage)
    {
        if (proof.Length != _hash.Size)
        {
            return false;
        }

        // ClientKey := ClientProof XOR ClientSignature; right if its hash is the stored key.
        byte[] clientKey = _hash.Hmac(_storedKey, authMessage);
        for (int i = 0; i < clientKey.Length; i++)
        {
            clientKey[i] ^= proof[i];
        }

        return CryptographicOperations.FixedTimeEquals(_hash.Hash(clientKey), _storedKey);
    }

    /// <summary>Whether a password in clear is the one.</summary>
    public bool Accepts(ReadOnlySpan<byte> password)
    {
        byte[] salted = _hash.Salted(password, Salt, Iterations);
        return CryptographicOperations.FixedTimeEquals(_hash.Hash(_hash.Hmac(salted, "Client Key"u8)), _storedKey);
    }

    /// <summary>By which the client sees that the server knows the verifier.</summary>
    public byte[] ServerSignature(ReadOnlySpan<byte> authMessage) => _hash.Hmac(_serverKey, authMessage);
}
