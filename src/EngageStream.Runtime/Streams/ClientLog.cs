using Confluent.Kafka;
using EngageStream.Runtime.Metrics;
using Microsoft.Extensions.Logging;

namespace EngageStream.Runtime.Streams;

/// <summary>Leads librdkafka's own words, which it writes to stderr otherwise, into the log, and its figures into the metrics.</summary>
/// <param name="logger">Takes the words.</param>
/// <param name="statistics">Takes the figures.</param>
internal sealed class ClientLog(ILogger logger, ClientStatistics? statistics = null)
{
    public ConsumerBuilder<TKey, TValue> Attach<TKey, TValue>(ConsumerBuilder<TKey, TValue> builder) => builder
        .SetLogHandler((_, message) => Write(message))
        .SetErrorHandler((_, error) => Write(error))
        .SetStatisticsHandler((_, json) => statistics?.Take(json));

    public ProducerBuilder<TKey, TValue> Attach<TKey, TValue>(ProducerBuilder<TKey, TValue> builder) => builder
        .SetLogHandler((_, message) => Write(message))
        .SetErrorHandler((_, error) => Write(error))
        .SetStatisticsHandler((_, json) => statistics?.Take(json));

    public AdminClientBuilder Attach(AdminClientBuilder builder) => builder
        .SetLogHandler((_, message) => Write(message))
        .SetErrorHandler((_, error) => Write(error));

    // While Kafka is away every client says so again and again: the engine's own log says it once.
    private void Write(LogMessage message) => Log.ClientSays(logger, message.Name, message.Facility, message.Message);

    private void Write(Error error) => Log.ClientError(logger, error.Code, error.Reason);
}
