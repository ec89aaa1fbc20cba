using System.Buffers.Binary;
using System.Numerics;

namespace EngageStream.Runtime.Users;

/// <summary>
/// Hash of a user id for the shard's own tables. Not Kafka's murmur2: all users of one partition agree in that hash modulo
/// the number of partitions, so its low bits would crowd a table.
/// </summary>
internal static class UserHash
{
    private const ulong Multiplier = 0x9E3779B97F4A7C15;

    public static uint Of(ReadOnlySpan<byte> id)
    {
        ulong hash = (ulong)id.Length * Multiplier;
        while (id.Length >= 8)
        {
            hash = Mix(hash, BinaryPrimitives.ReadUInt64LittleEndian(id));
            id = id[8..];
        }

        ulong rest = 0;
        for (int i = id.Length - 1; i >= 0; i--)
        {
            rest = (rest << 8) | id[i];
        }

        hash = Mix(hash, rest);
        hash = (hash ^ (hash >> 32)) * 0xD6E8FEB86659FD93;
        return (uint)(hash >> 32);
    }

    private static ulong Mix(ulong hash, ulong word) => (BitOperations.RotateLeft(hash, 23) ^ word) * Multiplier;
}
