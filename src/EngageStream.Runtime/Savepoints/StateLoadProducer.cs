using Confluent.Kafka;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.StateLog;
using EngageStream.Runtime.Topics;

namespace EngageStream.Runtime.Savepoints;

/// <summary>
/// Writes states and input positions in one transaction: an engine, and another import, sees all of them or none. Its
/// beginning takes back what an import that was interrupted has left. Not thread-safe.
/// </summary>
internal sealed class StateLoadProducer : IDisposable
{
    // Kafka's own limit for a transaction, 15 minutes by default, bounds what can be loaded at once.
    private const string TransactionTimeoutMs = "900000";
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(100);
    private readonly IProducer<Null, byte[]> _producer;
    private readonly StateTopics _topics;

    public StateLoadProducer(StateTopics topics)
    {
        _topics = topics;
        Dictionary<string, string> settings = KafkaSettings.Admin(topics.Options, "import");
        settings["transactional.id"] = $"{topics.Options.ApplicationId}-state-import";
        settings.TryAdd("transaction.timeout.ms", TransactionTimeoutMs);
        settings["message.max.bytes"] = "2000000";
        settings["linger.ms"] = "5";
        settings["dotnet.producer.enable.background.poll"] = "false";
        settings["dotnet.producer.enable.delivery.reports"] = "false";
        _producer = topics.Log.Attach(new ProducerBuilder<Null, byte[]>(settings)).Build();
        _producer.InitTransactions(Timeout);
    }

    /// <summary>Begins the transaction.</summary>
    public void Begin() => _producer.BeginTransaction();

    /// <summary>A partition of the state log to write to.</summary>
    public IStateLogWriter Log(int partition, StateLogClaim claim) =>
        new PartitionLog(this, new TopicPartition(_topics.Names.State, partition), claim);

    /// <summary>Ends the transaction with the group's positions.</summary>
    /// <exception cref="KafkaException">Nothing of it was written.</exception>
    public void Commit(IEnumerable<TopicPartitionOffset> positions)
    {
        using IConsumer<Ignore, Ignore> group = _topics.Log.Attach(
            new ConsumerBuilder<Ignore, Ignore>(KafkaSettings.Restorer(_topics.Options, "positions"))).Build();
        _producer.SendOffsetsToTransaction(positions, group.ConsumerGroupMetadata, Timeout);
        _producer.CommitTransaction();
    }

    /// <summary>
    /// Takes back what was written. Where that fails, too, the transaction's time-out or the next import does it; until then a start
    /// waits for it.
    /// </summary>
    public void TryAbort()
    {
        try
        {
            _producer.AbortTransaction(Timeout);
        }
        catch (KafkaException)
        {
            // What made the import fail is what has to be told.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _producer.Dispose();

    private void Send(TopicPartition target, byte[] value, Headers headers)
    {
        while (true)
        {
            try
            {
                _producer.Produce(target, new Message<Null, byte[]> { Value = value, Headers = headers });
                return;
            }
            catch (ProduceException<Null, byte[]> full) when (full.Error.Code == ErrorCode.Local_QueueFull)
            {
                _producer.Poll(Slice);
            }
        }
    }

    private sealed class PartitionLog(StateLoadProducer producer, TopicPartition target, StateLogClaim claim) : IStateLogWriter
    {
        public void Append(ReadOnlyMemory<byte> record) => producer.Send(target, record.ToArray(), claim.Headers);
    }
}
