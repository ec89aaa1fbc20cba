using System.Security.Cryptography;
using System.Text;

namespace EngageStream.EmbeddedKafka.Sasl;

/// <summary>
/// The server's side of SCRAM (RFC 5802, RFC 7677) without channel binding:
/// <code>
/// client  n,,n=user,r=CNONCE
/// server  r=CNONCE SNONCE,s=SALT,i=ITERATIONS
/// client  c=biws,r=CNONCE SNONCE,p=PROOF
/// server  v=SIGNATURE
/// </code>
/// Names and passwords are taken as they are, without SASLprep, as Kafka's clients send them.
/// </summary>
/// <param name="hash">Of which mechanism.</param>
/// <param name="users">Whom to believe.</param>
/// <param name="nonce">Makes the server's part of the nonce; printable, without comma.</param>
internal sealed class ScramExchange(ScramHash hash, SaslUsers users, Func<string> nonce) : SaslExchange
{
    private const int NonceBytes = 24;
    private ScramFirstMessage? _first;
    private string _serverFirst = "";
    private string _nonce = "";

    public ScramExchange(ScramHash hash, SaslUsers users)
        : this(hash, users, () => Convert.ToBase64String(RandomNumberGenerator.GetBytes(NonceBytes)))
    {
    }

    public override SaslStep Next(ReadOnlySpan<byte> token) => _first is null ? First(Text(token)) : Final(_first, Text(token));

    private SaslStep First(string message)
    {
        _first = ScramFirstMessage.Parse(message);
        ScramVerifier verifier = users.Find(hash, _first.User, out _);
        _nonce = _first.Nonce + nonce();
        _serverFirst = $"r={_nonce},s={Convert.ToBase64String(verifier.Salt)},i={verifier.Iterations}";
        return new SaslStep(Encoding.UTF8.GetBytes(_serverFirst));
    }

    private SaslStep Final(ScramFirstMessage first, string message)
    {
        // The proof is last, and covers what stands before it.
        int at = message.LastIndexOf(",p=", StringComparison.Ordinal);
        if (at < 0)
        {
            throw SaslException.Malformed("the proof is missing");
        }

        string withoutProof = message[..at];
        string[] attributes = withoutProof.Split(',');
        if (attributes[0] != $"c={Convert.ToBase64String(Encoding.UTF8.GetBytes(first.Header))}")
        {
            throw SaslException.Malformed("another channel binding than at the beginning");
        }

        if (attributes.Length < 2 || attributes[1] != $"r={_nonce}")
        {
            throw SaslException.Malformed("another nonce");
        }

        byte[] proof = new byte[hash.Size];
        string text = message[(at + 3)..];
        if (!Convert.TryFromBase64String(text, proof, out int size) || size != proof.Length || Convert.ToBase64String(proof) != text)
        {
            throw SaslException.Malformed("the proof is no base64 of the right length");
        }

        byte[] authMessage = Encoding.UTF8.GetBytes($"{first.Bare},{_serverFirst},{withoutProof}");
        ScramVerifier verifier = users.Find(hash, first.User, out bool known);
        return verifier.Accepts(proof, authMessage) && known
            ? new SaslStep(Encoding.UTF8.GetBytes($"v={Convert.ToBase64String(verifier.ServerSignature(authMessage))}"), first.User)
            : throw SaslException.Credentials(hash.Mechanism, known);
    }
}
