using Confluent.Kafka;
using EngageStream.Runtime.Outputs;

namespace EngageStream.Runtime.Streams;

/// <summary>
/// A stream thread's producer. Delivery reports are served on the thread itself, inside <see cref="Flush"/> or when the
/// queue is full; a failed delivery surfaces at the next flush and fails the commit. Not thread-safe.
/// </summary>
internal sealed class OutputProducer : IOutputSink, IDisposable
{
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(100);

    // What a broker that does 0.5 MB/s takes within the default time of a transaction; one that keeps up has far less underway.
    private const long MostUnderway = 2_000_000;

    // Roughly: the attributes of a CloudEvent.
    private const int HeaderBytes = 300;
    private readonly IProducer<byte[]?, byte[]?> _producer;
    private readonly CancellationToken _abandon;
    private readonly Action<DeliveryReport<byte[]?, byte[]?>> _delivered;
    private Error? _failure;
    private long _outstanding;
    private long _messages;
    private long _bytes;

    /// <param name="settings">librdkafka settings, background polling off.</param>
    /// <param name="log">Where the client's own words go.</param>
    /// <param name="abandon">Ends every wait for Kafka.</param>
    public OutputProducer(IEnumerable<KeyValuePair<string, string>> settings, ClientLog log, CancellationToken abandon)
    {
        _abandon = abandon;
        _delivered = OnDelivered;
        _producer = log.Attach(new ProducerBuilder<byte[]?, byte[]?>(settings)
            .SetKeySerializer(Serializers.ByteArray)
            .SetValueSerializer(Serializers.ByteArray)).Build();
    }

    /// <summary>The client, for its transactions.</summary>
    public IProducer<byte[]?, byte[]?> Client => _producer;

    /// <inheritdoc/>
    public void Send(string topic, byte[]? key, byte[]? value, Headers headers) =>
        Produce(new TopicPartition(topic, Partition.Any), new Message<byte[]?, byte[]?> { Key = key, Value = value, Headers = headers }, _delivered);

    /// <inheritdoc/>
    public void SendTo(TopicPartition target, byte[]? key, byte[]? value, Headers? headers, long timestampMs) =>
        Produce(target, new Message<byte[]?, byte[]?>
        {
            Key = key,
            Value = value,
            Headers = headers,
            Timestamp = new Timestamp(timestampMs, TimestampType.CreateTime),
        }, _delivered);

    /// <summary>Sends to the state log and tells where it landed.</summary>
    public void SendState(TopicPartition target, byte[] value, Headers headers, Action<long> landed) =>
        Produce(target, new Message<byte[]?, byte[]?> { Value = value, Headers = headers }, report =>
        {
            OnDelivered(report);
            landed(report.Offset.Value);
        });

    /// <summary>
    /// Whether Kafka takes output more slowly than it is made: then nothing more should be made until it has caught up, or a
    /// transaction would grow beyond what can be written in its time. Serves reports that have come in.
    /// </summary>
    public bool IsHeldUp
    {
        get
        {
            if (BytesUnderway <= MostUnderway)
            {
                return false;
            }

            Poll();
            return BytesUnderway > MostUnderway;
        }
    }

    // Reports do not tell how long a message was: the average of those since the last flush does.
    private long BytesUnderway => _messages == 0 ? 0 : _outstanding * (_bytes / _messages);

    /// <summary>Waits until a report comes in, or for a time.</summary>
    public void AwaitReport(TimeSpan atMost) => _producer.Poll(atMost);

    /// <summary>Serves reports that have come in, without waiting.</summary>
    public void Poll() => _producer.Poll(TimeSpan.Zero);

    /// <summary>Waits, however long Kafka is away, until everything sent is written.</summary>
    /// <exception cref="KafkaException">A delivery failed for good.</exception>
    /// <exception cref="OperationCanceledException">The wait was abandoned.</exception>
    public void Flush()
    {
        while (_outstanding > 0 && _failure is null)
        {
            _producer.Flush(Slice);
            _abandon.ThrowIfCancellationRequested();
        }

        (_messages, _bytes) = (0, 0);
        ThrowIfFailed();
    }

    /// <summary>After an aborted transaction: waits for the reports of what was dropped with it, and forgets that it failed.</summary>
    /// <exception cref="OperationCanceledException">The wait was abandoned.</exception>
    public void ForgetFailed()
    {
        while (_outstanding > 0)
        {
            _producer.Flush(Slice);
            _abandon.ThrowIfCancellationRequested();
        }

        _failure = null;
        (_messages, _bytes) = (0, 0);
    }

    /// <inheritdoc/>
    public void Dispose() => _producer.Dispose();

    private void Produce(TopicPartition target, Message<byte[]?, byte[]?> message, Action<DeliveryReport<byte[]?, byte[]?>> delivered)
    {
        ThrowIfFailed();
        while (true)
        {
            try
            {
                _producer.Produce(target, message, delivered);
                _outstanding++;
                _messages++;
                _bytes += (message.Value?.Length ?? 0) + HeaderBytes;
                return;
            }
            catch (ProduceException<byte[]?, byte[]?> full) when (full.Error.Code == ErrorCode.Local_QueueFull)
            {
                // Back-pressure: input waits until output has drained.
                _producer.Poll(Slice);
                _abandon.ThrowIfCancellationRequested();
            }
        }
    }

    private void OnDelivered(DeliveryReport<byte[]?, byte[]?> report)
    {
        _outstanding--;
        if (report.Error.IsError)
        {
            _failure ??= report.Error;
        }
    }

    private void ThrowIfFailed()
    {
        if (_failure is not null)
        {
            throw new KafkaException(_failure);
        }
    }
}
