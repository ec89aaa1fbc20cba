using System.Text;

namespace EngageStream.EmbeddedKafka.Sasl;

/// <summary>A SCRAM client's first message (RFC 5802, section 7).</summary>
/// <param name="Header">The GS2 header: channel binding and authorisation identity, up to and with the second comma.</param>
/// <param name="Bare">What follows it, which the proofs cover.</param>
/// <param name="User">Name.</param>
/// <param name="Nonce">The client's part of the nonce.</param>
internal sealed record ScramFirstMessage(string Header, string Bare, string User, string Nonce)
{
    /// <exception cref="SaslException">The message is malformed or asks for what there is not.</exception>
    public static ScramFirstMessage Parse(string message)
    {
        string[] parts = message.Split(',', 3);
        if (parts.Length < 3)
        {
            throw SaslException.Malformed("the GS2 header is cut");
        }

        if (parts[0] is not ("n" or "y"))
        {
            throw SaslException.Malformed("channel binding is not supported");
        }

        string[] attributes = parts[2].Split(',');
        if (!attributes[0].StartsWith("n=", StringComparison.Ordinal) || attributes[0].Length == 2)
        {
            throw SaslException.Malformed("the name is missing");
        }

        if (attributes.Length < 2 || !attributes[1].StartsWith("r=", StringComparison.Ordinal) || attributes[1].Length == 2
            || attributes[1].Any(c => c is < '!' or > '~'))
        {
            throw SaslException.Malformed("the nonce is missing or not printable");
        }

        string user = Name(attributes[0][2..]);
        string authorize = parts[1];
        if (authorize.Length > 0 && (!authorize.StartsWith("a=", StringComparison.Ordinal) || Name(authorize[2..]) != user))
        {
            throw SaslException.Malformed("nobody may act for another");
        }

        return new ScramFirstMessage($"{parts[0]},{authorize},", parts[2], user, attributes[1][2..]);
    }

    // Commas and equals signs are written =2C and =3D.
    private static string Name(string text)
    {
        if (!text.Contains('=', StringComparison.Ordinal))
        {
            return text;
        }

        var name = new StringBuilder();
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '=')
            {
                name.Append(text[i]);
                continue;
            }

            name.Append(text.AsSpan(i + 1) switch
            {
                ['2', 'C', ..] => ',',
                ['3', 'D', ..] => '=',
                _ => throw SaslException.Malformed("an equals sign in a name that is neither =2C nor =3D"),
            });
            i += 2;
        }

        return name.ToString();
    }
}
