namespace EngageStream.EmbeddedKafka.Apis.Records;

/// <summary>Kafka's numbers for what a reader wants to see.</summary>
internal static class IsolationLevel
{
    /// <summary>Nothing of open and aborted transactions; any other number means everything.</summary>
    public const sbyte ReadCommitted = 1;
}
