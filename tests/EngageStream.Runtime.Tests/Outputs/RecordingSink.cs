using Confluent.Kafka;
using EngageStream.Runtime.Outputs;

namespace EngageStream.Runtime.Tests.Outputs;

/// <summary>Keeps what is sent.</summary>
internal sealed class RecordingSink : IOutputSink
{
    public List<(string Topic, byte[]? Key, byte[]? Value, Headers Headers)> Sent { get; } = [];

    public void Send(string topic, byte[]? key, byte[]? value, Headers headers) => Sent.Add((topic, key, value, headers));

    public void SendTo(TopicPartition target, byte[]? key, byte[]? value, Headers? headers, long timestampMs) =>
        Sent.Add((target.Topic, key, value, headers ?? []));
}
