namespace EngageStream.Runtime.Configuration;

/// <summary>How topics are named and created.</summary>
public sealed record TopicOptions
{
    /// <summary>Start of every topic's name. Default <c>engage.</c>; letters, digits, <c>.</c>, <c>_</c>, <c>-</c>, at most 100.</summary>
    public string Prefix { get; init; } = "engage.";

    /// <summary>Partitions of topics that the engine creates. Default 8; 1 to 1,000. It bounds the threads that can share the work.</summary>
    public int Partitions { get; init; } = 8;

    /// <summary>Replication factor of topics that the engine creates. Default -1, the cluster's own default; else 1 to 10.</summary>
    public short ReplicationFactor { get; init; } = -1;
}
