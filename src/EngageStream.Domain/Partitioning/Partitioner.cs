using System.Buffers.Binary;

namespace EngageStream.Domain.Partitioning;

/// <summary>How the producers of the input topic choose a record's partition from its key.</summary>
public enum PartitionerKind : byte
{
    /// <summary>Java clients' default: murmur2 of the key, sign bit cleared.</summary>
    Murmur2,

    /// <summary>librdkafka's <c>consistent_random</c> default: CRC-32 (IEEE) of the key.</summary>
    Crc32,
}

/// <summary>Partition of a key, as Kafka clients compute it.</summary>
public static class Partitioner
{
    /// <summary>Partition of a key among <paramref name="partitions"/>.</summary>
    public static int Of(PartitionerKind kind, ReadOnlySpan<byte> key, int partitions) => kind == PartitionerKind.Murmur2
        ? (int)((Murmur2(key) & 0x7fffffff) % (uint)partitions)
        : (int)(Crc32(key) % (uint)partitions);

    /// <summary>MurmurHash2 (A. Appleby), 32 bits, with the seed of Kafka's Java client.</summary>
    public static uint Murmur2(ReadOnlySpan<byte> data)
    {
        const uint Seed = 0x9747b28c;
        const uint M = 0x5bd1e995;
        uint h = Seed ^ (uint)data.Length;
        ReadOnlySpan<byte> rest = data;
        while (rest.Length >= 4)
        {
            uint k = BinaryPrimitives.ReadUInt32LittleEndian(rest) * M;
            h = (h * M) ^ ((k ^ (k >> 24)) * M);
            rest = rest[4..];
        }

        for (int i = rest.Length - 1; i >= 0; i--)
        {
            h ^= (uint)rest[i] << (8 * i);
        }

        h = rest.IsEmpty ? h : h * M;
        h = (h ^ (h >> 13)) * M;
        return h ^ (h >> 15);
    }

    private static readonly uint[] CrcTable = MakeCrcTable();

    /// <summary>CRC-32 with the IEEE polynomial, reflected.</summary>
    public static uint Crc32(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in data)
        {
            crc = CrcTable[(byte)(crc ^ b)] ^ (crc >> 8);
        }

        return ~crc;
    }

    private static uint[] MakeCrcTable()
    {
        var table = new uint[256];
        for (uint i = 0; i < table.Length; i++)
        {
            uint value = i;
            for (int bit = 0; bit < 8; bit++)
            {
                value = (value & 1) != 0 ? 0xEDB88320 ^ (value >> 1) : value >> 1;
            }

            table[i] = value;
        }

        return table;
    }
}
