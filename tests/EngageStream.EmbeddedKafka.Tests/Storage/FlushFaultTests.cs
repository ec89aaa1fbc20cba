using EngageStream.EmbeddedKafka.Protocol;
using EngageStream.EmbeddedKafka.Records;
using EngageStream.EmbeddedKafka.Storage;
using EngageStream.EmbeddedKafka.Tests.Testing;
using EngageStream.EmbeddedKafka.Tests.Transactions;
using EngageStream.EmbeddedKafka.Topics;
using EngageStream.EmbeddedKafka.Transactions;
using Microsoft.Extensions.Logging.Abstractions;

namespace EngageStream.EmbeddedKafka.Tests.Storage;

/// <summary>A disk that refuses to be flushed: offsets are given once all the same.</summary>
public sealed class FlushFaultTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private bool _broken;
    private int _flushes;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_batch_that_was_written_and_not_flushed_keeps_its_offset_and_is_known_when_it_comes_again()
    {
        byte[] first = new BatchBuilder { ProducerId = 7, ProducerEpoch = 0, BaseSequence = 0 }.Build();
        using (PartitionLog log = Open(FlushPolicy.EveryBatch))
        {
            _broken = true;
            Assert.Equal(ErrorCode.KafkaStorageError, log.Append([.. first]).Error);
            _broken = false;
            Assert.Equal(new AppendResult(ErrorCode.None, 0, -1), log.Append([.. first]));
            Assert.Equal(1, log.Add(BatchBuilder.Records(1)));
            Assert.Equal([0L, 1L], log.ReadBaseOffsets());
        }

        using PartitionLog again = TestLogs.Open(_folder.Path);
        Assert.Equal([0L, 1L], again.ReadBaseOffsets());
    }

    [Fact]
    public void A_marker_that_was_not_flushed_is_written_once()
    {
        using var harness = new TransactionHarness();
        using PartitionLog log = Open(FlushPolicy.EveryBatch);
        ProducerIdentity producer = harness.Init();
        harness.Add(producer, 0);
        var gate = new TransactionGate(harness.Transactions, new TopicPartition("t", 0));
        byte[] batch = new BatchBuilder { ProducerId = producer.Id, ProducerEpoch = producer.Epoch, BaseSequence = 0, Attributes = 0x10 }.Build();
        Assert.Equal(ErrorCode.None, log.Append(batch, gate).Error);

        _broken = true;
        Assert.Throws<IOException>(() => log.EndTransaction(producer.Id, producer.Epoch, commit: true));
        _broken = false;
        Assert.True(log.EndTransaction(producer.Id, producer.Epoch, commit: true));
        Assert.Equal((2L, 2L), (log.LastStableOffset, log.HighWatermark));
        string file = Directory.GetFiles(_folder.Path, "*.log").Single();
        Assert.Equal(batch.Length + TransactionMarker.Size, new FileInfo(file).Length);
    }

    [Fact]
    public void What_the_timer_could_not_flush_it_flushes_the_next_time()
    {
        using PartitionLog log = Open(FlushPolicy.Interval);
        log.Add(BatchBuilder.Records(1));
        _broken = true;
        Assert.Throws<IOException>(log.Flush);
        _broken = false;
        log.Flush();
        log.Flush();
        Assert.Equal(1, _flushes);
    }

    private PartitionLog Open(FlushPolicy policy) => new(_folder.Path, TestLogs.Settings with { Flush = policy }, NullLogger.Instance, segment =>
    {
        if (_broken)
        {
            throw new IOException("the disk is gone");
        }

        segment.Flush();
        _flushes++;
    });
}
