namespace EngageStream.Redis.Projection;

/// <summary>Where profiles come from.</summary>
/// <param name="Topic">The topic of profiles.</param>
/// <param name="Consumer">
/// Settings of the consumer as librdkafka names them, the group included: it says which process projects which partition, and holds no
/// positions.
/// </param>
/// <param name="ClientName">As Redis lists the connection; without blanks.</param>
public sealed record ProjectionSource(string Topic, IReadOnlyDictionary<string, string> Consumer, string ClientName)
{
    /// <summary>The settings that the projection rests on, over those given.</summary>
    internal Dictionary<string, string> ConsumerSettings() => new(Consumer)
    {
        ["enable.auto.commit"] = "false",
        ["enable.auto.offset.store"] = "false",
        ["enable.partition.eof"] = "true",
        ["auto.offset.reset"] = "earliest",
        ["isolation.level"] = "read_committed",
        ["dotnet.consumer.consume.result.fields"] = "timestamp",
    };
}
