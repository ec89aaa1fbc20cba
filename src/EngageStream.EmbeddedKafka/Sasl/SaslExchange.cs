using System.Text;

namespace EngageStream.EmbeddedKafka.Sasl;

/// <summary>The server's side of one authentication by one mechanism.</summary>
internal abstract class SaslExchange
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>Takes the client's next token.</summary>
    /// <exception cref="SaslException">The authentication has failed.</exception>
    public abstract SaslStep Next(ReadOnlySpan<byte> token);

    protected static string Text(ReadOnlySpan<byte> token)
    {
        try
        {
            return Strict.GetString(token);
        }
        catch (DecoderFallbackException)
        {
            throw SaslException.Malformed("not UTF-8");
        }
    }
}
