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
    private readonly IProducer<byte[]?, byte[]?> _producer;
    private readonly StateSender? _states;
    private readonly CancellationToken _abandon;
    private readonly Action<DeliveryReport<byte[]?, byte[]?>> _delivered;
    private Error? _failure;
    private long _outstanding;

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
        _states = StateSender.Of(_producer);
    }

    /// <summary>The client, for its transactions.</summary>
    public IProducer<byte[]?, byte[]?> Client => _producer;

    /// <summary>Records sent and not acknowledged yet; read by any thread.</summary>
    public long Outstanding => Volatile.Read(ref _outstanding);

    /// <summary>Bytes sent to the state log so far.</summary>
    public long StateBytes { get; private set; }

    /// <summary>Bytes of buffers for the state log.</summary>
    public long BufferBytes => _states?.ReservedBytes ?? 0;

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

    /// <summary>Sends to the state log and tells where it landed. The bytes are the caller's again afterwards.</summary>
    public void SendState(TopicPartition target, ReadOnlyMemory<byte> value, Headers headers, Action<long> landed)
    {
        StateBytes += value.Length;
        if (_states is { } states && value.Length <= StateSender.LongestRecord)
        {
            Send(() => states.Send(target, value.Span, headers, Delivered));
        }
        else
        {
            Produce(target, new Message<byte[]?, byte[]?> { Value = value.ToArray(), Headers = headers }, Delivered);
        }

        void Delivered(DeliveryReport<byte[]?, byte[]?> report)
        {
            OnDelivered(report);
            landed(report.Offset.Value);
        }
    }

    /// <summary>Serves reports that have come in, without waiting.</summary>
    public void Poll() => Poll(TimeSpan.Zero);

    /// <summary>Serves reports, and waits for the first of them if none has come in.</summary>
    public void Poll(TimeSpan wait) => _producer.Poll(wait);

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
    }

    /// <summary>Gives up memory that is kept for the next commits.</summary>
    public void ReleaseMemory() => _states?.ReleaseMemory();

    /// <inheritdoc/>
    public void Dispose()
    {
        _producer.Dispose();
        _states?.Dispose();
    }

    private void Produce(TopicPartition target, Message<byte[]?, byte[]?> message, Action<DeliveryReport<byte[]?, byte[]?>> delivered) =>
        Send(() => _producer.Produce(target, message, delivered));

    private void Send(Action send)
    {
        ThrowIfFailed();
        while (true)
        {
            try
            {
                send();
                _outstanding++;
                return;
            }
            catch (KafkaException full) when (full.Error.Code == ErrorCode.Local_QueueFull)
            {
                MakeRoom();
            }
        }
    }

    // Back-pressure: input waits until output has drained.
    private void MakeRoom()
    {
        _producer.Poll(Slice);
        _abandon.ThrowIfCancellationRequested();
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
