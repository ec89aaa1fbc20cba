namespace EngageStream.Runtime.Topics;

/// <summary>Kafka's topic setting that says whose clock stamps a record.</summary>
internal static class TimestampType
{
    public const string Key = "message.timestamp.type";
    public const string LogAppend = "LogAppendTime";
    public const string Create = "CreateTime";
}
