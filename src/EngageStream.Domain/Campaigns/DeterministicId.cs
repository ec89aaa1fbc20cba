using System.Security.Cryptography;
using System.Text;

namespace EngageStream.Domain.Campaigns;

/// <summary>Ids that depend on nothing but what they name: the first 16 bytes of SHA-256, in hexadecimal.</summary>
public static class DeterministicId
{
    // Kept for the thread: to set a hash up anew takes a third of the time of one.
    [ThreadStatic]
    private static IncrementalHash? _sha;

    /// <summary>Id of a user's step. Parts are joined by line feeds, which names cannot hold.</summary>
    public static string Of(ReadOnlySpan<byte> userId, string kind, string step, string entry)
    {
        int longest = Encoding.UTF8.GetMaxByteCount(entry.Length);
        Span<byte> utf8 = longest <= 128 ? stackalloc byte[128] : new byte[longest];
        return Of(userId, kind, step, utf8[..Encoding.UTF8.GetBytes(entry, utf8)]);
    }

    /// <summary>Id of a user's step that an entry names.</summary>
    public static string Of(ReadOnlySpan<byte> userId, string kind, string step, EntryName entry)
    {
        Span<byte> utf8 = stackalloc byte[EntryName.MaxLength];
        return Of(userId, kind, step, utf8[..entry.Write(utf8)]);
    }

    private static string Of(ReadOnlySpan<byte> userId, string kind, string step, ReadOnlySpan<byte> entry)
    {
        int longest = userId.Length + Encoding.UTF8.GetMaxByteCount(kind.Length + step.Length) + entry.Length + 3;
        Span<byte> input = longest <= 512 ? stackalloc byte[512] : new byte[longest];
        userId.CopyTo(input);
        int length = userId.Length;
        input[length++] = (byte)'\n';
        length += Encoding.UTF8.GetBytes(kind, input[length..]);
        input[length++] = (byte)'\n';
        length += Encoding.UTF8.GetBytes(step, input[length..]);
        input[length++] = (byte)'\n';
        entry.CopyTo(input[length..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        IncrementalHash sha = _sha ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData(input[..(length + entry.Length)]);
        sha.GetHashAndReset(hash);
        return Convert.ToHexStringLower(hash[..16]);
    }
}
