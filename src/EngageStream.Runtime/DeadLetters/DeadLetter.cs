using System.Globalization;
using System.Text;
using Confluent.Kafka;

namespace EngageStream.Runtime.DeadLetters;

/// <summary>A dead letter as it lies in its topic.</summary>
public sealed class DeadLetter
{
    private static readonly string[] WithoutRecord = [DeadLetterReason.TimerFault, DeadLetterReason.OutputFault];

    // Before the source timestamp was kept, the record's own headers began where these end.
    private static readonly string[] Own =
    [
        DeadLetterHeaders.Reason, DeadLetterHeaders.SourceTopic, DeadLetterHeaders.SourcePartition, DeadLetterHeaders.SourceOffset,
        DeadLetterHeaders.Error, DeadLetterHeaders.TruncatedFrom, DeadLetterHeaders.HeadersDropped, DeadLetterHeaders.SourceTimestamp,
    ];

    internal DeadLetter(ConsumeResult<byte[]?, byte[]?> record)
    {
        Position = new DeadLetterPosition(record.Partition.Value, record.Offset.Value);
        TimeMs = record.Message.Timestamp.UnixTimestampMs;
        Key = record.Message.Key;
        Value = record.Message.Value;
        IReadOnlyList<IHeader> headers = record.Message.Headers?.ToList() ?? [];
        int own = CountOwn(headers);
        Dictionary<string, string> said = headers.Take(own).DistinctBy(header => header.Key)
            .ToDictionary(header => header.Key, header => Encoding.UTF8.GetString(header.GetValueBytes() ?? []));
        Reason = said.GetValueOrDefault(DeadLetterHeaders.Reason, "none given");
        Error = said.GetValueOrDefault(DeadLetterHeaders.Error);
        SourceTopic = said.GetValueOrDefault(DeadLetterHeaders.SourceTopic, "");
        Source = new DeadLetterPosition(
            (int)(Number(said, DeadLetterHeaders.SourcePartition) ?? -1), Number(said, DeadLetterHeaders.SourceOffset) ?? -1);
        SourceTimestampMs = Number(said, DeadLetterHeaders.SourceTimestamp);
        TruncatedFrom = Number(said, DeadLetterHeaders.TruncatedFrom);
        HeadersDropped = Number(said, DeadLetterHeaders.HeadersDropped) ?? 0;
        OriginalHeaders = [.. headers.Skip(own).Select(header => KeyValuePair.Create<string, byte[]?>(header.Key, header.GetValueBytes()))];
    }

    /// <summary>Where it is.</summary>
    public DeadLetterPosition Position { get; }

    /// <summary>When it was written; Unix milliseconds.</summary>
    public long TimeMs { get; }

    /// <summary>Why.</summary>
    public string Reason { get; }

    /// <summary>Type and message of the exception, if there was one.</summary>
    public string? Error { get; }

    /// <summary>Topic of the record that failed.</summary>
    public string SourceTopic { get; }

    /// <summary>Where the record was; for a timer the last record before it.</summary>
    public DeadLetterPosition Source { get; }

    /// <summary>The record's Kafka timestamp; Unix milliseconds; <see langword="null"/> where it was not kept.</summary>
    public long? SourceTimestampMs { get; }

    /// <summary>The record's length in bytes, where only its beginning is kept.</summary>
    public long? TruncatedFrom { get; }

    /// <summary>How many of its headers are not kept.</summary>
    public long HeadersDropped { get; }

    /// <summary>The record's key.</summary>
    public byte[]? Key { get; }

    /// <summary>The record's value; for a timer a document with person, due instant and error.</summary>
    public byte[]? Value { get; }

    /// <summary>The record's own headers.</summary>
    public IReadOnlyList<KeyValuePair<string, byte[]?>> OriginalHeaders { get; }

    /// <summary>Whether it is of a record, not of a timer or an output.</summary>
    public bool HasRecord => !WithoutRecord.Contains(Reason);

    /// <summary>Why it cannot be sent again; <see langword="null"/> where it can.</summary>
    public string? Obstacle => !HasRecord ? "there is no record, only a person and what failed"
        : TruncatedFrom is not null ? "only the beginning of the value is kept"
        : HeadersDropped > 0 ? "not all headers are kept"
        : null;

    /// <summary>Whether it is only the note that a letter was sent again.</summary>
    internal bool IsNote => Reason == DeadLetterReason.Replayed;

    private static int CountOwn(IReadOnlyList<IHeader> headers)
    {
        for (int i = 0; i < headers.Count && i < Own.Length; i++)
        {
            if (headers[i].Key == DeadLetterHeaders.SourceTimestamp)
            {
                return i + 1;
            }
        }

        int own = 0;
        foreach (string name in Own)
        {
            own += own < headers.Count && headers[own].Key == name ? 1 : 0;
        }

        return own;
    }

    private static long? Number(Dictionary<string, string> said, string name) =>
        said.TryGetValue(name, out string? text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : null;
}
