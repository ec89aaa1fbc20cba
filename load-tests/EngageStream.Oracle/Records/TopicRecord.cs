namespace EngageStream.Oracle.Records;

/// <summary>A record as any reader of Kafka sees it.</summary>
/// <param name="Topic">Topic.</param>
/// <param name="Partition">Partition.</param>
/// <param name="Offset">Offset.</param>
/// <param name="TimestampMs">Kafka timestamp, Unix milliseconds.</param>
/// <param name="Key">Key as text; <see langword="null"/> where there is none.</param>
/// <param name="Headers">Headers as text; of several with one name, the last.</param>
/// <param name="Value">Value.</param>
public sealed record TopicRecord(
    string Topic, int Partition, long Offset, long TimestampMs, string? Key, IReadOnlyDictionary<string, string> Headers, byte[] Value)
{
    /// <summary>A header, or an empty text.</summary>
    public string Header(string name) => Headers.TryGetValue(name, out string? value) ? value : "";
}
