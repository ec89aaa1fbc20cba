using System.Collections.ObjectModel;
using EngageStream.Domain.Partitioning;

namespace EngageStream.Host.Replay;

/// <summary>The topic that a replay fills.</summary>
public sealed record ReplayTopic
{
    /// <summary>Kafka's <c>bootstrap.servers</c>.</summary>
    public required string BootstrapServers { get; init; }

    /// <summary>Other settings of librdkafka's clients, such as those of TLS and SASL. Default none.</summary>
    public IReadOnlyDictionary<string, string> Kafka { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Name; default <c>engage.events</c>.</summary>
    public string Name { get; init; } = "engage.events";

    /// <summary>Partitions if the topic has to be created; 1 to 1000, default 8, as the engine creates it. An existing topic keeps its
    /// own.</summary>
    public int Partitions { get; init; } = 8;

    /// <summary>How a person's partition is found; must be the engine's setting. Default murmur2.</summary>
    public PartitionerKind Partitioner { get; init; } = PartitionerKind.Murmur2;

    /// <summary>Whether the delivery of each record is confirmed. Off, a loss shows only as a log line of the client: for load
    /// tests.</summary>
    public bool ConfirmDelivery { get; init; } = true;
}
