namespace EngageStream.Host.Replay;

/// <summary>Headers that tell the engine what a record of the events topic is. A record without them is an event.</summary>
public static class RecordHeaders
{
    /// <summary>Name of the header that holds the record's type.</summary>
    public const string Type = "engage-type";

    /// <summary>Type of a clock mark: an empty value whose Kafka timestamp is the time that has been reached.</summary>
    public static ReadOnlySpan<byte> ClockMark => "clock"u8;
}
