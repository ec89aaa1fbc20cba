using EngageStream.EmbeddedKafka.Protocol;
using EngageStream.EmbeddedKafka.Records;
using EngageStream.EmbeddedKafka.Storage;
using EngageStream.EmbeddedKafka.Tests.Testing;

namespace EngageStream.EmbeddedKafka.Tests.Storage;

public sealed class PartitionLogTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Batches_get_consecutive_offsets()
    {
        using PartitionLog log = TestLogs.Open(_folder.Path);
        Assert.Equal(0, log.Add(BatchBuilder.Records(3)));
        Assert.Equal(3, log.Add(BatchBuilder.Records(2)));
        Assert.Equal(5, log.HighWatermark);
        Assert.Equal([0L, 3L], log.ReadBaseOffsets());
    }

    [Fact]
    public void Every_offset_finds_the_batch_that_holds_it()
    {
        using PartitionLog log = TestLogs.Open(_folder.Path, TestLogs.Settings with { SegmentBytes = 20_000 });
        for (int i = 0; i < 400; i++)
        {
            log.Add(BatchBuilder.Records(3, valueBytes: 40));
        }

        Assert.True(Directory.GetFiles(_folder.Path, "*.log").Length > 3);
        for (long offset = 0; offset < log.HighWatermark; offset++)
        {
            LogSlice slice = log.Locate(offset, log.HighWatermark, 1, int.MaxValue)!.Value;
            byte[] header = new byte[RecordBatchHeader.Size];
            slice.Segment.Read(header, slice.Position);
            Assert.Equal(offset / 3 * 3, new RecordBatchHeader(header).BaseOffset);
        }
    }

    [Fact]
    public void Nothing_is_found_at_the_end_of_the_log()
    {
        using PartitionLog log = TestLogs.Open(_folder.Path);
        log.Add(BatchBuilder.Records(3));
        Assert.Null(log.Locate(3, log.HighWatermark, 1000, 1000));
    }

    [Fact]
    public void A_batch_above_the_readers_limit_is_given_unless_the_hard_limit_forbids_it()
    {
        using PartitionLog log = TestLogs.Open(_folder.Path);
        byte[] batch = BatchBuilder.Records(1, 500);
        log.Add(batch);
        Assert.Equal(batch.Length, log.Locate(0, log.HighWatermark, 10, int.MaxValue)!.Value.Bytes);
        Assert.Null(log.Locate(0, log.HighWatermark, 10, 100));
    }

    [Fact]
    public void The_broker_stamps_its_time_where_the_topic_says_so()
    {
        var time = new ManualTime();
        using PartitionLog log = TestLogs.Open(_folder.Path, TestLogs.Settings with { LogAppendTime = true, TimeProvider = time });
        log.Add(BatchBuilder.Records(2));
        LogSlice slice = log.Locate(0, log.HighWatermark, 1, int.MaxValue)!.Value;
        byte[] batch = new byte[slice.Bytes];
        slice.Segment.Read(batch, slice.Position);
        var header = new RecordBatchHeader(batch);
        Assert.True(header.IsLogAppendTime);
        Assert.Equal(time.GetUtcNow().ToUnixTimeMilliseconds(), header.MaxTimestamp);
        Assert.Equal(RecordBatchHeader.ComputeCrc(batch), header.Crc);
    }

    [Fact]
    public void Deleting_records_moves_the_start_and_frees_segments_for_good()
    {
        LogSettings settings = TestLogs.Settings with { SegmentBytes = 20_000 };
        using (PartitionLog log = TestLogs.Open(_folder.Path, settings))
        {
            for (int i = 0; i < 100; i++)
            {
                log.Add(BatchBuilder.Records(1, 1000));
            }

            int before = Directory.GetFiles(_folder.Path, "*.log").Length;
            Assert.Equal((ErrorCode.None, 55L), log.DeleteBefore(55));
            Assert.True(Directory.GetFiles(_folder.Path, "*.log").Length < before);
            Assert.Equal(55, log.ReadBaseOffsets()[0]);
            Assert.Equal(ErrorCode.OffsetOutOfRange, log.DeleteBefore(101).Error);
        }

        using PartitionLog again = TestLogs.Open(_folder.Path, settings);
        Assert.Equal(55, again.StartOffset);
        Assert.Equal(100, again.HighWatermark);
    }

    [Fact]
    public void Deleting_everything_leaves_an_empty_file_and_goes_on_at_the_same_offset()
    {
        using (PartitionLog log = TestLogs.Open(_folder.Path))
        {
            log.Add(BatchBuilder.Records(7));
            Assert.Equal((ErrorCode.None, 7L), log.DeleteBefore(-1));
            Assert.Equal(0, Directory.GetFiles(_folder.Path, "*.log").Sum(f => new FileInfo(f).Length));
        }

        using PartitionLog again = TestLogs.Open(_folder.Path);
        Assert.Equal((7L, 7L), (again.StartOffset, again.HighWatermark));
        Assert.Equal(7, again.Add(BatchBuilder.Records(1)));
    }

    [Fact]
    public void A_deleted_topic_takes_no_more_batches_and_wakes_its_readers()
    {
        PartitionLog log = TestLogs.Open(_folder.Path);
        using var waiter = new FetchWaiter(1, committed: false, TimeSpan.FromHours(1), TimeProvider.System, CancellationToken.None);
        log.AddWaiter(waiter, log.HighWatermark);
        log.Abandon();
        Assert.True(waiter.Task.IsCompleted);
        Assert.Equal(ErrorCode.UnknownTopicOrPartition, log.Append(BatchBuilder.Records(1)).Error);
    }

    [Fact]
    public void A_reader_waits_for_enough_bytes_or_for_its_time()
    {
        using PartitionLog log = TestLogs.Open(_folder.Path);
        byte[] batch = BatchBuilder.Records(1);
        using var patient = new FetchWaiter(batch.Length * 2, committed: false, TimeSpan.FromHours(1), TimeProvider.System, CancellationToken.None);
        log.AddWaiter(patient, log.HighWatermark);
        log.Add((byte[])batch.Clone());
        Assert.False(patient.Task.IsCompleted);
        log.Add(batch);
        Assert.True(patient.Task.IsCompleted);

        var time = new ManualTime();
        using var hasty = new FetchWaiter(1, committed: false, TimeSpan.FromMilliseconds(500), time, CancellationToken.None);
        log.AddWaiter(hasty, log.HighWatermark);
        time.Advance(TimeSpan.FromMilliseconds(499));
        Assert.False(hasty.Task.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(hasty.Task.IsCompleted);
    }

    [Fact]
    public void A_reader_that_looked_before_the_last_append_does_not_wait()
    {
        using PartitionLog log = TestLogs.Open(_folder.Path);
        long seen = log.HighWatermark;
        log.Add(BatchBuilder.Records(1));
        using var waiter = new FetchWaiter(1000, committed: false, TimeSpan.FromHours(1), TimeProvider.System, CancellationToken.None);
        log.AddWaiter(waiter, seen);
        Assert.True(waiter.Task.IsCompleted);
    }
}
