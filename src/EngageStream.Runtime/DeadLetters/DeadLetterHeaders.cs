namespace EngageStream.Runtime.DeadLetters;

/// <summary>
/// Names of a dead letter's headers. They come in this order, those of the record itself after them; a letter without a record
/// (a timer's) has no source timestamp.
/// </summary>
internal static class DeadLetterHeaders
{
    public const string Reason = "engage-reason";
    public const string SourceTopic = "engage-source-topic";
    public const string SourcePartition = "engage-source-partition";
    public const string SourceOffset = "engage-source-offset";
    public const string Error = "engage-error";

    /// <summary>Length of a value of which only the beginning is kept.</summary>
    public const string TruncatedFrom = "engage-truncated-from";

    /// <summary>How many of the record's headers found no room.</summary>
    public const string HeadersDropped = "engage-headers-dropped";

    /// <summary>Kafka timestamp of the record, Unix milliseconds; what follows is the record's own.</summary>
    public const string SourceTimestamp = "engage-source-timestamp";

    /// <summary>On a record that was sent again: partition and offset of the dead letter.</summary>
    public const string ReplayedFrom = "engage-replayed-from";
}
