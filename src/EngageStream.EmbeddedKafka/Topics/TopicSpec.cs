namespace EngageStream.EmbeddedKafka.Topics;

/// <summary>What a topic to be created is asked to be; −1 partitions or replicas mean the broker's default.</summary>
internal sealed record TopicSpec(string Name, int Partitions, short ReplicationFactor, Dictionary<string, string> Configs);
