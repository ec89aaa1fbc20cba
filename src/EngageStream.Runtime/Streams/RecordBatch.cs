using Confluent.Kafka;
using EngageStream.Runtime.Shards;

namespace EngageStream.Runtime.Streams;

/// <summary>
/// A few records read ahead, so that their users can be brought into the cache together. Keys and values are copied into
/// the batch by its deserializers. Not thread-safe: one per stream thread.
/// </summary>
internal sealed class RecordBatch
{
    private readonly Slot[] _slots = [.. Enumerable.Range(0, UserPrefetcher.Capacity).Select(_ => new Slot())];

    public RecordBatch()
    {
        KeyDeserializer = new RecordBytesDeserializer(() => _slots[Count].Key);
        ValueDeserializer = new RecordBytesDeserializer(() => _slots[Count].Value);
    }

    /// <summary>Copies keys.</summary>
    public RecordBytesDeserializer KeyDeserializer { get; }

    /// <summary>Copies values.</summary>
    public RecordBytesDeserializer ValueDeserializer { get; }

    /// <summary>Results in the batch.</summary>
    public int Count { get; private set; }

    /// <summary>Whether no more fit in.</summary>
    public bool IsFull => Count == _slots.Length;

    /// <summary>What the consumer returned.</summary>
    public ConsumeResult<RecordBytes, RecordBytes> this[int index] => _slots[index].Result!;

    /// <summary>Key of a result; empty at the end of a partition.</summary>
    public ReadOnlySpan<byte> KeyOf(int index) => this[index].IsPartitionEOF ? default : _slots[index].Key.Span;

    /// <summary>Takes the result of the last call of the consumer.</summary>
    public void Add(ConsumeResult<RecordBytes, RecordBytes> result) => _slots[Count++].Result = result;

    /// <summary>Hands a record over, in exchange for the buffers of the one before.</summary>
    public void MoveTo(InputRecord record, int index)
    {
        Slot slot = _slots[index];
        ConsumeResult<RecordBytes, RecordBytes> result = slot.Result!;
        record.Key.Swap(slot.Key);
        record.Value.Swap(slot.Value);
        record.Set(result.Message.Headers, result.Partition.Value, result.Offset.Value, result.Message.Timestamp.UnixTimestampMs);
    }

    /// <summary>Empties the batch.</summary>
    public void Clear()
    {
        for (int i = 0; i < Count; i++)
        {
            _slots[i].Result = null;
        }

        Count = 0;
    }

    private sealed class Slot
    {
        public RecordBytes Key { get; } = new();

        public RecordBytes Value { get; } = new();

        public ConsumeResult<RecordBytes, RecordBytes>? Result { get; set; }
    }
}
