using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace EngageStream.Runtime.Streams;

/// <summary>Leads librdkafka's own words, which it writes to stderr otherwise, into the log.</summary>
internal sealed class ClientLog(ILogger logger)
{
    public ConsumerBuilder<TKey, TValue> Attach<TKey, TValue>(ConsumerBuilder<TKey, TValue> builder) => builder
        .SetLogHandler((_, message) => Write(message))
        .SetErrorHandler((_, error) => Write(error));

    public ProducerBuilder<TKey, TValue> Attach<TKey, TValue>(ProducerBuilder<TKey, TValue> builder) => builder
        .SetLogHandler((_, message) => Write(message))
        .SetErrorHandler((_, error) => Write(error));

    public AdminClientBuilder Attach(AdminClientBuilder builder) => builder
        .SetLogHandler((_, message) => Write(message))
        .SetErrorHandler((_, error) => Write(error));

    // While Kafka is away every client says so again and again: the engine's own log says it once.
    private void Write(LogMessage message) => Log.ClientSays(logger, message.Name, message.Facility, message.Message);

    private void Write(Error error) => Log.ClientError(logger, error.Code, error.Reason);
}
