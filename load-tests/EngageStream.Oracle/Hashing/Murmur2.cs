namespace EngageStream.Oracle.Hashing;

/// <summary>The partition that Kafka's Java client chooses for a key: MurmurHash2, sign bit cleared, modulo the partitions.</summary>
internal static class Murmur2
{
    public static int PartitionOf(byte[] key, int partitions) => (int)((Of(key) & 0x7fffffff) % (uint)partitions);

    public static uint Of(byte[] key)
    {
        unchecked
        {
            const uint M = 0x5bd1e995;
            uint hash = 0x9747b28c ^ (uint)key.Length;
            int whole = key.Length / 4 * 4;
            for (int at = 0; at < whole; at += 4)
            {
                uint part = BitConverter.ToUInt32(key, at) * M;
                hash = (hash * M) ^ ((part ^ (part >> 24)) * M);
            }

            if (whole < key.Length)
            {
                uint tail = 0;
                for (int at = key.Length - 1; at >= whole; at--)
                {
                    tail = (tail << 8) | key[at];
                }

                hash = (hash ^ tail) * M;
            }

            hash = (hash ^ (hash >> 13)) * M;
            return hash ^ (hash >> 15);
        }
    }
}
