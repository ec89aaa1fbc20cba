using EngageStream.EmbeddedKafka.Compaction;
using EngageStream.EmbeddedKafka.Storage;
using EngageStream.EmbeddedKafka.Tests.Storage;
using EngageStream.EmbeddedKafka.Tests.Transactions;
using EngageStream.EmbeddedKafka.Transactions;
using Microsoft.Extensions.Logging.Abstractions;

namespace EngageStream.EmbeddedKafka.Tests.Compaction;

public sealed class TransactionCompactionTests : IDisposable
{
    private readonly TransactionHarness _harness = new(segmentBytes: 16 * 1024);
    private readonly LogCompactor _compactor = new(NullLogger.Instance);
    private readonly ProducerIdentity _producer;
    private int _sequence;

    public TransactionCompactionTests()
    {
        _harness.Log(0).Configure(_harness.Log(0).Settings with { Compact = true, MinCleanableDirtyRatio = 0 });
        _producer = _harness.Init();
    }

    private PartitionLog Log => _harness.Log(0);

    public void Dispose() => _harness.Dispose();

    [Fact]
    public void Aborted_records_go_and_never_supersede_committed_ones()
    {
        long committed = Run("a", commit: true);
        long aborted = Run("a", commit: false);
        FillSegments(2);
        Assert.True(_compactor.Compact(Log, CancellationToken.None));
        List<long> left = Log.ReadBaseOffsets();
        Assert.Contains(committed, left);
        Assert.DoesNotContain(aborted, left);

        // The marker that ends what was aborted stays, and the committed one's with its record.
        Assert.Contains(aborted + 1, left);
        Assert.Contains(committed + 1, left);
    }

    [Fact]
    public void Markers_of_transactions_of_which_nothing_is_left_go()
    {
        for (int i = 0; i < 50; i++)
        {
            Run("a", commit: true);
        }

        FillSegments(2);
        _compactor.Compact(Log, CancellationToken.None);
        Assert.Equal(2, Log.ReadBaseOffsets().Count(o => o < 100));
    }

    [Fact]
    public void Nothing_is_compacted_from_the_oldest_open_transaction_on()
    {
        long first = Run("a", commit: true);
        long latestCommitted = Run("a", commit: true);
        FillSegments(1);
        long open = Begin("a");
        FillSegments(3);
        _compactor.Compact(Log, CancellationToken.None);
        List<long> left = Log.ReadBaseOffsets();
        Assert.DoesNotContain(first, left);
        Assert.Contains(latestCommitted, left);
        Assert.Equal(Enumerable.Range(0, (int)(Log.HighWatermark - open)).Select(i => open + i), left.Where(o => o >= open));
        Assert.Equal(open, Log.LastStableOffset);
    }

    [Fact]
    public void A_compacted_log_without_its_snapshots_has_no_transaction_that_seems_open()
    {
        for (int i = 0; i < 20; i++)
        {
            Run($"k{i % 5}", commit: i % 3 != 0);
        }

        FillSegments(3);
        _compactor.Compact(Log, CancellationToken.None);
        AbortedTransaction[] aborted = Log.AbortedBetween(0, long.MaxValue);
        string directory = Log.Directory;
        _harness.Restart(beforeStop: () => { });
        foreach (string snapshot in Directory.GetFiles(directory, "*.producers"))
        {
            File.Delete(snapshot);
        }

        _harness.Restart();
        Assert.Equal(Log.HighWatermark, Log.LastStableOffset);

        // Where nothing of an aborted transaction is left, there is nothing to leave out either.
        Assert.Subset(aborted.ToHashSet(), Log.AbortedBetween(0, long.MaxValue).ToHashSet());
    }

    private long Begin(string key)
    {
        _harness.Add(_producer, 0);
        long offset = Log.HighWatermark;
        byte[] batch = new Testing.BatchBuilder
        {
            Key = key,
            ProducerId = _producer.Id,
            ProducerEpoch = _producer.Epoch,
            BaseSequence = _sequence++,
            Attributes = 0x10,
        }.Build();
        var gate = new TransactionGate(_harness.Transactions, new EmbeddedKafka.Topics.TopicPartition("t", 0));
        Assert.Equal(EmbeddedKafka.Protocol.ErrorCode.None, Log.Append(batch, gate).Error);
        return offset;
    }

    private long Run(string key, bool commit)
    {
        long offset = Begin(key);
        Assert.Equal(EmbeddedKafka.Protocol.ErrorCode.None, _harness.End(_producer, commit));
        return offset;
    }

    private void FillSegments(int count)
    {
        for (int end = Log.ClosedSegments().Length + count; Log.ClosedSegments().Length < end;)
        {
            Log.Add(new Testing.BatchBuilder { Key = $"filler-{Log.HighWatermark}", ValueBytes = 1000 }.Build());
        }
    }
}
