using Confluent.Kafka;

namespace EngageStream.Runtime.Outputs;

/// <summary>Where records go. Whoever implements it takes over the arrays; nothing is final before the next commit.</summary>
public interface IOutputSink
{
    /// <summary>Sends to the partition that the key chooses.</summary>
    void Send(string topic, byte[]? key, byte[]? value, Headers headers);

    /// <summary>Sends to a given partition, with a given Kafka timestamp.</summary>
    void SendTo(TopicPartition target, byte[]? key, byte[]? value, Headers? headers, long timestampMs);
}
