using System.Text;
using Confluent.Kafka;
using EngageStream.Domain.Events;
using EngageStream.Domain.Model;
using EngageStream.Domain.Partitioning;
using EngageStream.EndToEnd.Tests.Pipe;
using EngageStream.Tests.Shared.Fuzz;
using Partitioner = EngageStream.Domain.Partitioning.Partitioner;

namespace EngageStream.EndToEnd.Tests.Fuzz;

/// <summary>
/// Sends damaged events and keeps what each of them was. Whether one is an event the parser alone says, of which the domain's
/// tests show that it tells these very values as a naive reader does.
/// </summary>
internal sealed class FuzzLoad(EngagementModel model)
{
    /// <summary>How many values are sent.</summary>
    public const int Count = EventMutator.Seeds * EventMutator.PerSeed;

    private readonly ulong[] _hashes = new ulong[Count];
    private readonly EventError[] _errors = new EventError[Count];

    /// <summary>How many of the values are no events, by their numbers.</summary>
    public int Malformed => Count - Events;

    /// <summary>How many are events in spite of all.</summary>
    public int Events { get; private set; }

    /// <summary>How many values have each fault.</summary>
    public IReadOnlyDictionary<EventError, int> Faults => _errors.Where(e => e != EventError.None).CountBy(e => e).ToDictionary();

    /// <summary>Sends everything; a value that is no event has its number as key.</summary>
    public void Send(KafkaFixture kafka)
    {
        var parser = new EventParser(model.Schema, model.TimePolicy);
        var read = new InputEvent(model.Schema);
        var config = new ProducerConfig
        {
            BootstrapServers = kafka.Servers,
            LingerMs = 20,
            QueueBufferingMaxMessages = 200_000,
            EnableDeliveryReports = false,
        };
        using IProducer<byte[], byte[]?> producer = new ProducerBuilder<byte[], byte[]?>(config).Build();
        var mutator = new EventMutator(0);
        for (int number = 0; number < Count; number++)
        {
            mutator = number % EventMutator.PerSeed == 0 ? new EventMutator(number / EventMutator.PerSeed) : mutator;
            byte[]? value = mutator.Next();
            _hashes[number] = XxHash64.Hash(value);
            _errors[number] = parser.Parse(value, EventMutator.RecordMs, read);
            bool isEvent = _errors[number] == EventError.None;
            Events += isEvent ? 1 : 0;
            byte[] key = isEvent ? read.UserId.ToArray() : Encoding.ASCII.GetBytes($"{number}");
            int partition = isEvent
                ? Partitioner.Of(PartitionerKind.Murmur2, key, KafkaFixture.Partitions)
                : number % KafkaFixture.Partitions;
            Send(producer, new TopicPartition(kafka.Events, partition), key, value);
        }

        producer.Flush(OutputReader.Patience);
    }

    /// <summary>What is wrong with the value of this number, if a dead letter may hold this.</summary>
    public EventError? FaultOf(int number, byte[]? value) =>
        _errors[number] != EventError.None && XxHash64.Hash(value) == _hashes[number] ? _errors[number] : null;

    private static void Send(IProducer<byte[], byte[]?> producer, TopicPartition to, byte[] key, byte[]? value)
    {
        var message = new Message<byte[], byte[]?>
        {
            Key = key,
            Value = value,
            Timestamp = new Timestamp(EventMutator.RecordMs, TimestampType.CreateTime),
        };
        for (; ; )
        {
            try
            {
                producer.Produce(to, message);
                return;
            }
            catch (ProduceException<byte[], byte[]?> full) when (full.Error.Code == ErrorCode.Local_QueueFull)
            {
                producer.Poll(TimeSpan.FromMilliseconds(20));
            }
        }
    }
}
