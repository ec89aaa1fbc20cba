namespace EngageStream.EmbeddedKafka.Topics;

/// <summary>Kafka's numbers for the types of settings.</summary>
internal enum ConfigType : sbyte
{
    Boolean = 1,
    String = 2,
    Int = 3,
    Long = 5,
    Double = 6,
    List = 7,
}
