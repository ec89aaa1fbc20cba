using System.Security.Cryptography;
using System.Text;

namespace EngageStream.Console.Tokens;

/// <summary>
/// Reads tokens from text: one a line (or between semicolons), as <c>name scopes token</c>, for example
/// <c>grafana read s3cr3t-of-16-or-more</c> or <c>ops read,operate sha256:9f86…</c>. Empty lines and lines that begin with
/// <c>#</c> are passed over. Errors name line and token's name, never the token.
/// </summary>
public static class ApiTokensReader
{
    /// <summary>Fewest characters of a plain token.</summary>
    public const int MinLength = 16;

    private const string DigestPrefix = "sha256:";

    private static readonly Dictionary<string, ApiScope> Scopes = new(StringComparer.Ordinal)
    {
        ["read"] = ApiScope.Read,
        ["operate"] = ApiScope.Operate,
        ["erase"] = ApiScope.Erase,
    };

    /// <summary>Reads them.</summary>
    /// <param name="text">The text.</param>
    /// <param name="errors">Everything that is wrong.</param>
    /// <returns>The tokens; to be used only when there are no errors.</returns>
    public static ApiTokens Read(string text, out IReadOnlyList<string> errors)
    {
        ArgumentNullException.ThrowIfNull(text);
        var tokens = new List<ApiToken>();
        var found = new List<string>();
        string[] lines = text.Split('\n', ';');
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].Trim();
            if (line.Length > 0 && line[0] != '#')
            {
                ReadLine(line, i + 1, tokens, found);
            }
        }

        if (tokens.Count == 0 && found.Count == 0)
        {
            found.Add("there is no token: write at least one line 'name scopes token'");
        }

        errors = found;
        return new ApiTokens(tokens);
    }

    private static void ReadLine(string line, int number, List<ApiToken> tokens, List<string> errors)
    {
        string[] words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length != 3)
        {
            // No word of it may be shown: any could be the token.
            errors.Add($"line {number} has {words.Length} words: write three, 'name scopes token'");
            return;
        }

        string name = words[0];
        if (name.Length > 100 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'))
        {
            errors.Add($"line {number}: the name has to be 1 to 100 letters, digits, '.', '_' or '-'");
            return;
        }

        if (tokens.Exists(token => token.Name == name))
        {
            errors.Add($"line {number}: '{name}' is there already: give each token a name of its own");
        }

        ApiScope scopes = ReadScopes(words[1]);
        if (scopes == ApiScope.None)
        {
            errors.Add($"line {number}: the scopes of '{name}' have to be one or more of read, operate, erase, with commas between");
        }

        if (ReadDigest(words[2]) is { } digest)
        {
            tokens.Add(new ApiToken(name, scopes, digest));
        }
        else
        {
            errors.Add(
                $"line {number}: the token of '{name}' has to be {MinLength} characters or more of plain ASCII, or {DigestPrefix} and 64 " +
                "hexadecimal digits; `openssl rand -hex 32` makes a good one");
        }
    }

    private static ApiScope ReadScopes(string text)
    {
        ApiScope scopes = ApiScope.None;
        foreach (string name in text.Split(','))
        {
            if (!Scopes.TryGetValue(name, out ApiScope scope))
            {
                return ApiScope.None;
            }

            scopes |= scope;
        }

        return scopes;
    }

    private static byte[]? ReadDigest(string text)
    {
        if (text.StartsWith(DigestPrefix, StringComparison.Ordinal))
        {
            string hex = text[DigestPrefix.Length..];
            return hex.Length == 2 * SHA256.HashSizeInBytes && hex.All(char.IsAsciiHexDigit) ? Convert.FromHexString(hex) : null;
        }

        return text.Length >= MinLength && text.All(c => c is > ' ' and < (char)127) ? SHA256.HashData(Encoding.UTF8.GetBytes(text)) : null;
    }
}
