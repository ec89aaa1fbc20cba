using Confluent.Kafka;
using EngageStream.Host.Cli;
using Partitioner = EngageStream.Domain.Partitioning.Partitioner;

namespace EngageStream.Host.Replay;

/// <summary>
/// Produces events to the partition of their person, with event time as Kafka timestamp, and clock marks to every partition.
/// The producer is idempotent: a retry neither repeats nor reorders. Not thread-safe.
/// </summary>
public sealed class KafkaEventSink : IEventSink
{
    private static readonly TimeSpan FlushSlice = TimeSpan.FromMilliseconds(200);
    private readonly ReplayTopic _topic;
    private readonly IProducer<byte[], byte[]> _producer;
    private readonly TopicPartition[] _partitions;
    private readonly ExactBuffers _keys = new();
    private readonly ExactBuffers _values = new();
    private readonly Headers _markHeaders = new() { new Header(RecordHeaders.Type, RecordHeaders.ClockMark.ToArray()) };
    private readonly Action<DeliveryReport<byte[], byte[]>>? _delivered;
    private long _failed;
    private string _failure = "";

    /// <param name="topic">The topic, which must exist.</param>
    /// <param name="partitions">Its number of partitions.</param>
    public KafkaEventSink(ReplayTopic topic, int partitions)
    {
        _topic = topic;
        _partitions = Enumerable.Range(0, partitions).Select(p => new TopicPartition(topic.Name, p)).ToArray();
        _delivered = topic.ConfirmDelivery ? Delivered : null;
        var config = new ProducerConfig(new Dictionary<string, string>(topic.Kafka))
        {
            BootstrapServers = topic.BootstrapServers,
            EnableIdempotence = true,
            LingerMs = 5,
            BatchSize = 512 * 1024,
            QueueBufferingMaxKbytes = 64 * 1024,
            EnableDeliveryReports = topic.ConfirmDelivery,
            DeliveryReportFields = "none",
        };
        _producer = KafkaFaults.Build(
            topic.Kafka,
            () => new ProducerBuilder<byte[], byte[]>(config).SetLogHandler(static (_, _) => { }).SetErrorHandler(OnError).Build());
    }

    /// <summary>Makes sure that the topic exists, and opens it.</summary>
    /// <exception cref="CommandException">
    /// Kafka does not answer or does not let the client in, or the topic is none for a replay.
    /// </exception>
    public static async Task<KafkaEventSink> OpenAsync(ReplayTopic topic) =>
        new(topic, await TopicPreparation.EnsureAsync(topic).ConfigureAwait(false));

    /// <inheritdoc/>
    public void Event(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, long timeMs)
    {
        TopicPartition partition = _partitions[Partitioner.Of(_topic.Partitioner, key, _partitions.Length)];
        Produce(partition, new Message<byte[], byte[]>
        {
            Key = _keys.Copy(key),
            Value = _values.Copy(value),
            Timestamp = new Timestamp(timeMs, TimestampType.CreateTime),
        });
    }

    /// <inheritdoc/>
    public void ClockMark(long timeMs)
    {
        foreach (TopicPartition partition in _partitions)
        {
            Produce(partition, new Message<byte[], byte[]>
            {
                Value = [],
                Timestamp = new Timestamp(timeMs, TimestampType.CreateTime),
                Headers = _markHeaders,
            });
        }
    }

    /// <inheritdoc/>
    public void Complete(CancellationToken cancellation)
    {
        while (_producer.Flush(FlushSlice) > 0 && Interlocked.Read(ref _failed) == 0)
        {
            cancellation.ThrowIfCancellationRequested();
        }

        ThrowIfFailed();
    }

    /// <inheritdoc/>
    public void Dispose() => _producer.Dispose();

    private void Produce(TopicPartition partition, Message<byte[], byte[]> message)
    {
        ThrowIfFailed();
        while (true)
        {
            try
            {
                _producer.Produce(partition, message, _delivered);
                return;
            }
            catch (ProduceException<byte[], byte[]> fault) when (fault.Error.Code == ErrorCode.Local_QueueFull)
            {
                // The client's buffer is the back-pressure: wait for it to drain, then offer the same message again.
                _producer.Poll(FlushSlice);
            }
        }
    }

    // Runs on the client's thread.
    private void Delivered(DeliveryReport<byte[], byte[]> report)
    {
        if (report.Error.IsError)
        {
            _failure = report.Error.Reason;
            Interlocked.Increment(ref _failed);
        }
    }

    // Runs on the client's thread. Errors that the client recovers from by itself are none here.
    private void OnError(IProducer<byte[], byte[]> producer, Error error)
    {
        if (error.IsFatal)
        {
            _failure = error.Reason;
            Interlocked.Increment(ref _failed);
        }
    }

    private void ThrowIfFailed()
    {
        if (Interlocked.Read(ref _failed) > 0)
        {
            throw new CommandException(ExitCode.KafkaUnavailable, $"records could not be delivered to {_topic.Name}: {_failure}");
        }
    }
}
