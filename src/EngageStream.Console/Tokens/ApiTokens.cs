using System.Security.Cryptography;
using System.Text;

namespace EngageStream.Console.Tokens;

/// <summary>The tokens of an API.</summary>
/// <param name="tokens">At least one.</param>
public sealed class ApiTokens(IReadOnlyList<ApiToken> tokens)
{
    /// <summary>All of them.</summary>
    public IReadOnlyList<ApiToken> All { get; } = tokens;

    /// <summary>
    /// The token that was presented; <see langword="null"/> for one that is not known. Takes as long whichever it is: digests are
    /// compared in constant time, and all of them.
    /// </summary>
    public ApiToken? Find(string presented)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(presented), digest);
        ApiToken? found = null;
        foreach (ApiToken token in All)
        {
            found = CryptographicOperations.FixedTimeEquals(digest, token.Digest.Span) ? token : found;
        }

        return found;
    }
}
