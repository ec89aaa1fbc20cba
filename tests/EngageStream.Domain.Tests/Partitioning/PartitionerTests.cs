using System.Text;
using EngageStream.Domain.Partitioning;

namespace EngageStream.Domain.Tests.Partitioning;

public class PartitionerTests
{
    // The values that Apache Kafka's own UtilsTest asserts for its Java client.
    [Theory]
    [InlineData("21", -973932308)]
    [InlineData("foobar", -790332482)]
    [InlineData("a-little-bit-long-string", -985981536)]
    [InlineData("a-little-bit-longer-string", -1486304829)]
    [InlineData("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971)]
    [InlineData("abc", 479470107)]
    public void Murmur2_is_the_java_clients(string key, int hash)
    {
        Assert.Equal(hash, (int)Partitioner.Murmur2(Encoding.UTF8.GetBytes(key)));
        Assert.Equal((hash & int.MaxValue) % 12, Partitioner.Of(PartitionerKind.Murmur2, Encoding.UTF8.GetBytes(key), 12));
    }

    // The check value of CRC-32/ISO-HDLC, and others that zlib's crc32 gives.
    [Theory]
    [InlineData("", 0u)]
    [InlineData("a", 0xE8B7BE43u)]
    [InlineData("abc", 0x352441C2u)]
    [InlineData("123456789", 0xCBF43926u)]
    public void Crc32_is_zlibs(string key, uint hash)
    {
        Assert.Equal(hash, Partitioner.Crc32(Encoding.UTF8.GetBytes(key)));
        Assert.Equal((int)(hash % 12), Partitioner.Of(PartitionerKind.Crc32, Encoding.UTF8.GetBytes(key), 12));
    }

    [Theory]
    [InlineData(PartitionerKind.Murmur2)]
    [InlineData(PartitionerKind.Crc32)]
    public void Keys_are_spread_over_all_partitions(PartitionerKind kind)
    {
        int[] counts = new int[16];
        for (int user = 0; user < 16_000; user++)
        {
            counts[Partitioner.Of(kind, Encoding.UTF8.GetBytes($"user-{user}"), counts.Length)]++;
        }

        Assert.All(counts, count => Assert.InRange(count, 700, 1_300));
    }
}
