using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using EngageStream.Runtime.Metrics;
using EngageStream.Runtime.Outputs;
using EngageStream.Runtime.Shards;
using EngageStream.Runtime.Streams;
using EngageStream.Runtime.Topics;

namespace EngageStream.Runtime.DeadLetters;

/// <summary>
/// Writes what could not be processed: a record keeps its bytes and headers, so that it can be sent again once mended.
/// Not thread-safe: one per stream thread.
/// </summary>
internal sealed class DeadLetterWriter(TopicNames topics, IOutputSink sink, StreamCounters counters)
{
    /// <summary>Header names.</summary>
    public const string Reason = "engage-reason";
    public const string SourceTopic = "engage-source-topic";
    public const string SourcePartition = "engage-source-partition";
    public const string SourceOffset = "engage-source-offset";
    public const string Error = "engage-error";
    public const string TruncatedFrom = "engage-truncated-from";

    /// <summary>A longer value is cut, so that no input is too large for dead letters.</summary>
    public const int MaxValueBytes = 1_500_000;

    private const int MaxHeaderBytes = 64 * 1024;
    private const int MaxErrorLength = 1_000;
    private readonly byte[] _sourceTopic = Encoding.UTF8.GetBytes(topics.Events);
    private readonly ArrayBufferWriter<byte> _body = new(256);

    /// <summary>Writes the record at hand.</summary>
    public void WriteRecord(InputRecord record, string reason, Exception? error = null)
    {
        Headers headers = Origin(reason, record.Partition, record.Offset, error);
        byte[]? value = record.Value.ToArray();
        if (value is { Length: > MaxValueBytes })
        {
            headers.Add(TruncatedFrom, Decimal(value.Length));
            value = value[..MaxValueBytes];
        }

        KeepHeaders(record.Headers, headers);
        sink.Send(topics.DeadLetters, record.Key.ToArray(), value, headers);
        counters.DeadLetters.Add(reason);
    }

    /// <summary>Writes a step without a record to blame: who, when it was due, and what failed.</summary>
    public void WritePerson(string reason, ReadOnlySpan<byte> userId, long? dueMs, Exception error, in RecordPosition cause)
    {
        _body.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_body))
        {
            json.WriteStartObject();
            json.WriteString("person"u8, Encoding.UTF8.GetString(userId));
            Rfc3339.WriteTo(json, "due"u8, dueMs ?? 0);
            json.WriteString("error"u8, Describe(error));
            json.WriteEndObject();
        }

        sink.Send(topics.DeadLetters, userId.ToArray(), _body.WrittenSpan.ToArray(), Origin(reason, cause.Partition, cause.Offset, error));
        counters.DeadLetters.Add(reason);
    }

    private Headers Origin(string reason, int partition, long offset, Exception? error)
    {
        Headers headers =
        [
            new Header(Reason, Encoding.UTF8.GetBytes(reason)),
            new Header(SourceTopic, _sourceTopic),
            new Header(SourcePartition, Decimal(partition)),
            new Header(SourceOffset, Decimal(offset)),
        ];
        if (error is not null)
        {
            headers.Add(Error, Encoding.UTF8.GetBytes(Describe(error)));
        }

        return headers;
    }

    private static void KeepHeaders(Headers? from, Headers to)
    {
        int bytes = 0;
        foreach (IHeader header in from ?? [])
        {
            byte[]? value = header.GetValueBytes();
            bytes += header.Key.Length + (value?.Length ?? 0);
            if (bytes > MaxHeaderBytes)
            {
                return;
            }

            to.Add(header.Key, value);
        }
    }

    // The message may quote the event; the stack is the log's.
    private static string Describe(Exception error)
    {
        string text = $"{error.GetType().Name}: {error.Message}";
        return text.Length <= MaxErrorLength ? text : text[..MaxErrorLength];
    }

    private static byte[] Decimal(long number) => Encoding.UTF8.GetBytes(number.ToString(CultureInfo.InvariantCulture));
}
