using Confluent.Kafka;
using EngageStream.Runtime.Shards;

namespace EngageStream.Runtime.Streams;

/// <summary>The input record at hand, reused from record to record. Not thread-safe: one per stream thread.</summary>
internal sealed class InputRecord
{
    /// <summary>Key; the engine does not rely on it.</summary>
    public RecordBytes Key { get; } = new();

    /// <summary>Value.</summary>
    public RecordBytes Value { get; } = new();

    /// <summary>Headers as they came.</summary>
    public Headers? Headers { get; private set; }

    /// <summary>Input partition.</summary>
    public int Partition { get; private set; }

    /// <summary>Offset in it.</summary>
    public long Offset { get; private set; }

    /// <summary>Kafka timestamp in Unix milliseconds; 0 where the record has none.</summary>
    public long TimestampMs { get; private set; }

    /// <summary>Where it lies.</summary>
    public RecordPosition Position => new(Partition, Offset, TimestampMs);

    /// <summary>Takes over a record; key and value are there already, through <see cref="RecordBatch"/>.</summary>
    public void Set(Headers? headers, int partition, long offset, long timestampMs)
    {
        Headers = headers;
        Partition = partition;
        Offset = offset;
        TimestampMs = Math.Max(timestampMs, 0);
    }
}
