using EngageStream.EmbeddedKafka.Groups;
using EngageStream.EmbeddedKafka.Producers;
using EngageStream.EmbeddedKafka.Protocol;
using EngageStream.EmbeddedKafka.Storage;
using EngageStream.EmbeddedKafka.Tests.Testing;
using EngageStream.EmbeddedKafka.Topics;
using EngageStream.EmbeddedKafka.Transactions;
using Microsoft.Extensions.Logging.Abstractions;

namespace EngageStream.EmbeddedKafka.Tests.Transactions;

/// <summary>A transaction coordinator with its logs and groups, without a network; the test moves the clock.</summary>
internal sealed class TransactionHarness : IDisposable
{
    public const string Id = "tx";

    private readonly TempFolder _folder = new();
    private readonly BrokerOptions _options;

    public TransactionHarness(int segmentBytes = 1024 * 1024)
    {
        _options = new BrokerOptions { DataDirectory = _folder.Path, TimeProvider = Time, SegmentBytes = segmentBytes };
        Open();
        Topics.Create(new TopicSpec("t", 2, 1, []));
    }

    public ManualTime Time { get; } = new();

    public TopicCatalog Topics { get; private set; } = null!;

    public GroupCoordinator Groups { get; private set; } = null!;

    public TransactionCoordinator Transactions { get; private set; } = null!;

    public PartitionLog Log(int partition) => Topics.Partition("t", partition)!;

    public ProducerIdentity Init(int timeoutMs = 10_000, ProducerIdentity? expected = null)
    {
        ProducerIdReply reply = Transactions.InitProducerId(Id, timeoutMs, expected ?? ProducerIdentity.None);
        Assert.Equal(ErrorCode.None, reply.Error);
        return reply.Producer;
    }

    public ErrorCode Add(ProducerIdentity producer, params int[] partitions) =>
        Transactions.AddPartitions(Id, producer, partitions.Select(p => new TopicPartition("t", p)));

    public ErrorCode Write(ProducerIdentity producer, int partition, int sequence = 0) =>
        Log(partition).Append(Batch(producer, sequence), new TransactionGate(Transactions, new TopicPartition("t", partition))).Error;

    public ErrorCode CommitOffset(ProducerIdentity producer, long offset)
    {
        Transactions.AddGroup(Id, producer, "g");
        OffsetCommit[] commits = [new OffsetCommit("t", 0, new CommittedOffset(offset, -1, null))];
        return Transactions.CommitOffsets(Id, producer, "g", () => Groups.CommitPending("g", "", -1, producer.Id, commits));
    }

    public ErrorCode End(ProducerIdentity producer, bool commit) => Transactions.EndTransaction(Id, producer, commit);

    public (long? Offset, bool Unstable) Position()
    {
        (CommittedOffset? offset, bool unstable) = Groups.Position("g", "t", 0);
        return (offset?.Offset, unstable);
    }

    /// <summary>
    /// Stops everything, lets a test put the journal into a state in which only a crash can leave it, and starts again.
    /// </summary>
    public void Restart(Func<TransactionMetadata, TransactionMetadata>? change = null, Action? beforeStop = null)
    {
        beforeStop?.Invoke();
        Close();
        if (change is not null)
        {
            using var store = new TransactionStore(_options, NullLogger.Instance);
            store.Set(change(store.Find(Id)!.Current!));
        }

        Open();
    }

    public void Dispose()
    {
        Close();
        _folder.Dispose();
    }

    private static byte[] Batch(ProducerIdentity producer, int sequence) => new BatchBuilder
    {
        ProducerId = producer.Id,
        ProducerEpoch = producer.Epoch,
        BaseSequence = sequence,
        Attributes = 0x10,
        ValueBytes = 100,
    }.Build();

    private void Open()
    {
        Topics = new TopicCatalog(_options, NullLogger.Instance);
        Groups = new GroupCoordinator(_options, NullLogger.Instance);
        Transactions = new TransactionCoordinator(_options, Topics, Groups, new ProducerIds(_folder.Path), NullLogger.Instance);
    }

    private void Close()
    {
        Transactions.Dispose();
        Groups.Dispose();
        Topics.Dispose();
    }
}
