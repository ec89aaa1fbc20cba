using EngageStream.EmbeddedKafka.Storage;
using EngageStream.EmbeddedKafka.Tests.Testing;

namespace EngageStream.EmbeddedKafka.Tests.Storage;

public sealed class LogRecoveryTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(30)]
    [InlineData(62)]
    [InlineData(80)]
    public void A_torn_batch_is_cut_and_the_log_goes_on(int bytesWritten)
    {
        Fill(batches: 5);
        byte[] torn = BatchBuilder.Records(2, valueBytes: 40);
        EmbeddedKafka.Records.RecordBatchHeader.Place(torn, 5, 0);
        AppendToLastSegment(torn[..bytesWritten]);

        using PartitionLog log = TestLogs.Open(_folder.Path);
        Assert.Equal([0L, 1L, 2L, 3L, 4L], log.ReadBaseOffsets());
        Assert.Equal(5, log.Add(BatchBuilder.Records(1)));
        Assert.Equal([0L, 1L, 2L, 3L, 4L, 5L], log.ReadBaseOffsets());
    }

    [Fact]
    public void A_damaged_batch_and_what_follows_it_is_cut()
    {
        Fill(batches: 5);
        string file = Directory.GetFiles(_folder.Path, "*.log").Single();
        byte[] content = File.ReadAllBytes(file);
        content[(content.Length / 5 * 3) + 70] ^= 1;
        File.WriteAllBytes(file, content);

        using PartitionLog log = TestLogs.Open(_folder.Path);
        Assert.Equal([0L, 1L, 2L], log.ReadBaseOffsets());
    }

    [Fact]
    public void Zeros_after_a_power_failure_are_cut()
    {
        Fill(batches: 5);
        AppendToLastSegment(new byte[4096]);
        using PartitionLog log = TestLogs.Open(_folder.Path);
        Assert.Equal(5, log.HighWatermark);
    }

    [Theory]
    [InlineData("")]
    [InlineData("3x")]
    public void A_start_that_cannot_be_read_brings_deleted_records_back(string content)
    {
        Fill(batches: 5);
        using (PartitionLog log = TestLogs.Open(_folder.Path))
        {
            log.DeleteBefore(3);
        }

        File.WriteAllText(Path.Combine(_folder.Path, "log-start-offset"), content);
        using PartitionLog again = TestLogs.Open(_folder.Path);
        Assert.Equal(0, again.StartOffset);
        Assert.Equal([0L, 1L, 2L, 3L, 4L], again.ReadBaseOffsets());
    }

    [Fact]
    public void A_start_beyond_the_batches_that_are_left_goes_back_to_their_end()
    {
        Fill(batches: 5);
        using (PartitionLog log = TestLogs.Open(_folder.Path))
        {
            log.DeleteBefore(4);
        }

        string file = Directory.GetFiles(_folder.Path, "*.log").Single();
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..^(int)(new FileInfo(file).Length / 5 * 3)]);
        using PartitionLog again = TestLogs.Open(_folder.Path);
        Assert.Equal((2L, 2L), (again.StartOffset, again.HighWatermark));
        Assert.Equal(2, again.Add(BatchBuilder.Records(1)));
        Assert.Equal([2L], again.ReadBaseOffsets());
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("cut")]
    [InlineData("wrong")]
    public void Indexes_that_cannot_be_trusted_are_rebuilt(string damage)
    {
        LogSettings settings = TestLogs.Settings with { SegmentBytes = 20_000 };
        Fill(batches: 300, settings);
        foreach (string index in Directory.GetFiles(_folder.Path, "*.index"))
        {
            byte[] content = File.ReadAllBytes(index);
            switch (damage)
            {
                case "missing":
                    File.Delete(index);
                    break;
                case "cut":
                    File.WriteAllBytes(index, content[..^7]);
                    break;
                default:
                    content[^9] ^= 0x55;
                    File.WriteAllBytes(index, content);
                    break;
            }
        }

        using PartitionLog log = TestLogs.Open(_folder.Path, settings);
        Assert.Equal(Enumerable.Range(0, 300).Select(i => (long)i), log.ReadBaseOffsets());
        Assert.Equal((200L, 1_000_200L), log.FindByTime(1_000_200));
    }

    private void Fill(int batches, LogSettings? settings = null)
    {
        using PartitionLog log = TestLogs.Open(_folder.Path, settings);
        for (int i = 0; i < batches; i++)
        {
            log.Add(new BatchBuilder { BaseTimestamp = 1_000_000 + i, ValueBytes = 200 }.Build());
        }
    }

    private void AppendToLastSegment(byte[] bytes)
    {
        string last = Directory.GetFiles(_folder.Path, "*.log").Order(StringComparer.Ordinal).Last();
        using FileStream stream = File.Open(last, FileMode.Append);
        stream.Write(bytes);
    }
}
