using System.Buffers.Binary;
using System.Security.Cryptography;

namespace EngageStream.Runtime.Outputs;

/// <summary>
/// Ids by content: the same input gives the same ids after a restart and in a replay, so that readers can drop repeats.
/// The first 16 bytes of SHA-256 in hexadecimal.
/// </summary>
internal static class OutputId
{
    private const int MaxUserId = 256;

    /// <summary>Id of a transition: person, stages, instant.</summary>
    public static string OfTransition(ReadOnlySpan<byte> userId, int from, int to, long atMs) =>
        Hash((byte)'t', userId, atMs, ((long)from << 32) | (uint)to);

    /// <summary>Id of a profile: person, clock and the number of events that it includes.</summary>
    public static string OfProfile(ReadOnlySpan<byte> userId, long clockMs, long events) => Hash((byte)'p', userId, clockMs, events);

    private static string Hash(byte kind, ReadOnlySpan<byte> userId, long first, long second)
    {
        // | kind 1 | first 8 | second 8 | user id … |
        Span<byte> input = stackalloc byte[1 + 8 + 8 + MaxUserId];
        input[0] = kind;
        BinaryPrimitives.WriteInt64LittleEndian(input[1..], first);
        BinaryPrimitives.WriteInt64LittleEndian(input[9..], second);
        userId.CopyTo(input[17..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(input[..(17 + userId.Length)], hash);
        return Convert.ToHexStringLower(hash[..16]);
    }
}
