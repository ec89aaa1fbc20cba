namespace EngageStream.Runtime.Telemetry;

/// <summary>
/// Names of span attributes: OpenTelemetry's conventions for messaging, and our own. None holds a person: who wants to know
/// whose message it was finds it in the decisions topic by the message id.
/// </summary>
internal static class SpanTags
{
    public const string System = "messaging.system";
    public const string Operation = "messaging.operation.name";
    public const string OperationType = "messaging.operation.type";
    public const string Destination = "messaging.destination.name";
    public const string Partition = "messaging.destination.partition.id";
    public const string Offset = "messaging.kafka.offset";
    public const string Group = "messaging.consumer.group.name";
    public const string MessageId = "messaging.message.id";

    /// <summary>Kind of the input record.</summary>
    public const string Kind = "engagestream.record.type";

    /// <summary>What became of it.</summary>
    public const string Outcome = "engagestream.outcome";

    /// <summary>Whether its transaction was committed or aborted.</summary>
    public const string Transaction = "engagestream.transaction";

    public const string Campaign = "engagestream.campaign";
    public const string Channel = "engagestream.channel";

    /// <summary>Stage from which a person went; absent for a first one.</summary>
    public const string FromStage = "engagestream.stage.from";

    /// <summary>Stage to which a person went.</summary>
    public const string Stage = "engagestream.stage";
}
