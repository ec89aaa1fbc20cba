using System.Runtime.InteropServices;
using Confluent.Kafka;
using EngageStream.Runtime.StateLog;
using EngageStream.Runtime.Topics;

namespace EngageStream.Runtime.Streams;

/// <summary>Takes the records of one shard's commit and learns where they land.</summary>
internal sealed class StateLogAppender(OutputProducer producer, TopicPartition target, StateLogClaim claim) : IStateLogWriter
{
    private readonly List<long> _offsets = [];

    /// <summary>Offsets of the records, in their order; complete after a flush.</summary>
    public ReadOnlySpan<long> Offsets => CollectionsMarshal.AsSpan(_offsets);

    /// <inheritdoc/>
    public void Append(ReadOnlyMemory<byte> record)
    {
        int index = _offsets.Count;
        _offsets.Add(Offset.Unset.Value);
        producer.SendState(target, record, claim.Headers, offset => _offsets[index] = offset);
    }
}
