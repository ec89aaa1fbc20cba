using System.Security.Cryptography;
using System.Text;

namespace EngageStream.Domain.Campaigns;

/// <summary>Ids that depend on nothing but what they name: the first 16 bytes of SHA-256, in hexadecimal.</summary>
public static class DeterministicId
{
    /// <summary>Id of a user's step. Parts are joined by line feeds, which names cannot hold.</summary>
    public static string Of(ReadOnlySpan<byte> userId, string kind, string step, string entry)
    {
        byte[] tail = Encoding.UTF8.GetBytes($"\n{kind}\n{step}\n{entry}");
        Span<byte> input = stackalloc byte[512];
        input = userId.Length + tail.Length <= input.Length ? input : new byte[userId.Length + tail.Length];
        userId.CopyTo(input);
        tail.CopyTo(input[userId.Length..]);
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(input[..(userId.Length + tail.Length)], hash);
        return Convert.ToHexStringLower(hash[..16]);
    }
}
