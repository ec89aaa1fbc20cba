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
            headers.Add(DeadLetterHeaders.TruncatedFrom, Decimal(value.Length));
            value = value[..MaxValueBytes];
        }

        KeepHeaders(record, headers);
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
            new Header(DeadLetterHeaders.Reason, Encoding.UTF8.GetBytes(reason)),
            new Header(DeadLetterHeaders.SourceTopic, _sourceTopic),
            new Header(DeadLetterHeaders.SourcePartition, Decimal(partition)),
            new Header(DeadLetterHeaders.SourceOffset, Decimal(offset)),
        ];
        if (error is not null)
        {
            headers.Add(DeadLetterHeaders.Error, Encoding.UTF8.GetBytes(Describe(error)));
        }

        return headers;
    }

    private static void KeepHeaders(InputRecord record, Headers to)
    {
        int kept = CountThatFit(record.Headers);
        if (kept < record.Headers?.Count)
        {
            to.Add(DeadLetterHeaders.HeadersDropped, Decimal(record.Headers.Count - kept));
        }

        // The last of our own: what follows is the record's.
        to.Add(DeadLetterHeaders.SourceTimestamp, Decimal(record.TimestampMs));
        for (int i = 0; i < kept; i++)
        {
            to.Add(record.Headers![i].Key, record.Headers[i].GetValueBytes());
        }
    }

    private static int CountThatFit(Headers? headers)
    {
        int bytes = 0;
        int count = 0;
        foreach (IHeader header in headers ?? [])
        {
            bytes += header.Key.Length + (header.GetValueBytes()?.Length ?? 0);
            if (bytes > MaxHeaderBytes)
            {
                break;
            }

            count++;
        }

        return count;
    }

    // The message may quote the event; the stack is the log's.
    private static string Describe(Exception error)
    {
        string text = $"{error.GetType().Name}: {error.Message}";
        return text.Length <= MaxErrorLength ? text : text[..MaxErrorLength];
    }

    private static byte[] Decimal(long number) => Encoding.UTF8.GetBytes(number.ToString(CultureInfo.InvariantCulture));
}
