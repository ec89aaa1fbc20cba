namespace EngageStream.Runtime.Configuration;

/// <summary>
/// Takes secrets out of texts that others wrote, such as a Kafka client's errors. What the program writes itself does not hold
/// any; this is the second line.
/// </summary>
public sealed class Redactor
{
    private const string Hidden = "[hidden]";

    // Anything shorter would be found in innocent words; and longer pieces of a text of several parts are secrets of their own.
    private const int LeastLength = 4;
    private const int LeastPartLength = 12;

    private static readonly char[] Breaks = [' ', '\t', '\r', '\n'];
    private readonly string[] _secrets;

    /// <param name="secrets">What must not be seen.</param>
    public Redactor(IEnumerable<string> secrets)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        _secrets = [.. secrets.SelectMany(Pieces).Distinct().OrderByDescending(secret => secret.Length)];
    }

    /// <summary>One for the secrets among settings by dotted key.</summary>
    public static Redactor Of(IEnumerable<KeyValuePair<string, string>> settings) =>
        new(settings.Where(setting => SecretKeys.IsSecret(setting.Key)).Select(setting => setting.Value));

    /// <summary>The text with <c>[hidden]</c> for each secret.</summary>
    public string Clean(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (string secret in _secrets)
        {
            text = text.Replace(secret, Hidden, StringComparison.Ordinal);
        }

        return text;
    }

    private static IEnumerable<string> Pieces(string secret) => secret
        .Split(Breaks, StringSplitOptions.RemoveEmptyEntries)
        .Where(part => part.Length >= LeastPartLength)
        .Append(secret.Trim())
        .Where(piece => piece.Length >= LeastLength);
}
