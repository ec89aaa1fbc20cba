namespace EngageStream.EmbeddedKafka.Sasl;

/// <summary>PLAIN (RFC 4616): <c>[authzid] NUL authcid NUL passwd</c> in one token.</summary>
internal sealed class PlainExchange(SaslUsers users) : SaslExchange
{
    public const string Mechanism = "PLAIN";

    public override SaslStep Next(ReadOnlySpan<byte> token)
    {
        int first = token.IndexOf((byte)0);
        int second = first < 0 ? -1 : token[(first + 1)..].IndexOf((byte)0);
        if (second < 0)
        {
            throw SaslException.Malformed("PLAIN needs two NULs");
        }

        string authorize = Text(token[..first]);
        string user = Text(token.Slice(first + 1, second));
        ReadOnlySpan<byte> password = token[(first + second + 2)..];
        if (user.Length == 0 || password.IsEmpty || password.Contains((byte)0))
        {
            throw SaslException.Malformed("PLAIN needs a name and a password");
        }

        if (authorize.Length > 0 && authorize != user)
        {
            throw SaslException.Malformed("nobody may act for another");
        }

        return users.Accepts(user, password, out bool known) ? new SaslStep([], user) : throw SaslException.Credentials(Mechanism, known);
    }
}
