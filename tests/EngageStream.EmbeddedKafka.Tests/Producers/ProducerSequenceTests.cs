using EngageStream.EmbeddedKafka.Protocol;
using EngageStream.EmbeddedKafka.Storage;
using EngageStream.EmbeddedKafka.Tests.Storage;
using EngageStream.EmbeddedKafka.Tests.Testing;

namespace EngageStream.EmbeddedKafka.Tests.Producers;

public sealed class ProducerSequenceTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_repeated_batch_is_answered_with_its_first_offset_and_not_appended()
    {
        using PartitionLog log = TestLogs.Open(_folder.Path);
        Assert.Equal(0, log.Add(Batch(sequence: 0, records: 3)));
        Assert.Equal(3, log.Add(Batch(sequence: 3, records: 2)));
        Assert.Equal(0, log.Add(Batch(sequence: 0, records: 3)));
        Assert.Equal(5, log.HighWatermark);
    }

    [Fact]
    public void Only_the_last_five_batches_are_remembered()
    {
        using PartitionLog log = TestLogs.Open(_folder.Path);
        for (int i = 0; i < 6; i++)
        {
            log.Add(Batch(i));
        }

        Assert.Equal(1, log.Add(Batch(1)));
        Assert.Equal(ErrorCode.OutOfOrderSequenceNumber, log.Append(Batch(0)).Error);
    }

    [Fact]
    public void A_gap_is_refused()
    {
        using PartitionLog log = TestLogs.Open(_folder.Path);
        log.Add(Batch(0));
        Assert.Equal(ErrorCode.OutOfOrderSequenceNumber, log.Append(Batch(2)).Error);
        Assert.Equal(1, log.Add(Batch(1)));
    }

    [Fact]
    public void An_old_epoch_is_fenced_and_a_new_one_starts_at_zero()
    {
        using PartitionLog log = TestLogs.Open(_folder.Path);
        log.Add(Batch(0, epoch: 1));
        Assert.Equal(ErrorCode.InvalidProducerEpoch, log.Append(Batch(1, epoch: 0)).Error);
        Assert.Equal(ErrorCode.OutOfOrderSequenceNumber, log.Append(Batch(1, epoch: 2)).Error);
        Assert.Equal(1, log.Add(Batch(0, epoch: 2)));
    }

    [Fact]
    public void Sequence_numbers_wrap_to_zero()
    {
        using PartitionLog log = TestLogs.Open(_folder.Path);
        log.Add(Batch(int.MaxValue - 1, records: 2));
        Assert.Equal(2, log.Add(Batch(0)));
    }

    [Fact]
    public void Producers_do_not_disturb_each_other()
    {
        using PartitionLog log = TestLogs.Open(_folder.Path);
        log.Add(Batch(0, id: 1));
        log.Add(Batch(0, id: 2));
        Assert.Equal(0, log.Add(Batch(0, id: 1)));
        Assert.Equal(1, log.Add(Batch(0, id: 2)));
    }

    [Theory]
    [InlineData("clean stop")]
    [InlineData("crash")]
    [InlineData("damaged snapshots")]
    [InlineData("no snapshots")]
    public void Duplicates_are_known_after_a_restart(string how)
    {
        LogSettings settings = TestLogs.Settings with { SegmentBytes = 16_000 };
        using var copy = new TempFolder();
        using (PartitionLog log = TestLogs.Open(_folder.Path, settings))
        {
            for (int i = 0; i < 40; i++)
            {
                log.Add(Batch(i, valueBytes: 1000));
            }

            if (how != "clean stop")
            {
                Copy(copy);
            }
        }

        string directory = how == "clean stop" ? _folder.Path : copy.Path;
        foreach (string snapshot in Directory.GetFiles(copy.Path, "*.producers"))
        {
            if (how == "damaged snapshots")
            {
                File.WriteAllBytes(snapshot, new byte[20]);
            }
            else if (how == "no snapshots")
            {
                File.Delete(snapshot);
            }
        }

        using PartitionLog again = TestLogs.Open(directory, settings);
        Assert.Equal(39, again.Add(Batch(39, valueBytes: 1000)));
        Assert.Equal(35, again.Add(Batch(35, valueBytes: 1000)));
        Assert.Equal(ErrorCode.OutOfOrderSequenceNumber, again.Append(Batch(41)).Error);
        Assert.Equal(40, again.Add(Batch(40)));
    }

    [Fact]
    public void Producers_long_silent_are_forgotten_when_a_segment_is_closed()
    {
        var time = new ManualTime();
        LogSettings settings = TestLogs.Settings with { SegmentBytes = 16_000, TimeProvider = time, ProducerExpiration = TimeSpan.FromMinutes(1) };
        using PartitionLog log = TestLogs.Open(_folder.Path, settings);
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        log.Add(Batch(0, id: 1, timestamp: now));
        time.Advance(TimeSpan.FromMinutes(2));
        log.Add(BatchBuilder.Records(1, 15_900));

        // Forgotten: any sequence is taken as a beginning.
        Assert.Equal(2, log.Add(Batch(17, id: 1, timestamp: now)));
    }

    private static byte[] Batch(
        int sequence, int records = 1, short epoch = 0, long id = 77, int valueBytes = 10, long timestamp = 1_000_000) => new BatchBuilder
        {
            ProducerId = id,
            ProducerEpoch = epoch,
            BaseSequence = sequence,
            TimestampDeltas = new long[records],
            ValueBytes = valueBytes,
            BaseTimestamp = timestamp,
        }.Build();

    private void Copy(TempFolder to)
    {
        foreach (string file in Directory.GetFiles(_folder.Path))
        {
            File.Copy(file, to.Of(Path.GetFileName(file)));
        }
    }
}
