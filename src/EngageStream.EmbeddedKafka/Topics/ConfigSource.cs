namespace EngageStream.EmbeddedKafka.Topics;

/// <summary>Kafka's numbers for where the value of a setting comes from.</summary>
internal enum ConfigSource : sbyte
{
    Topic = 1,
    StaticBroker = 4,
    Default = 5,
}
