using Confluent.Kafka;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Metrics;
using Microsoft.Extensions.Logging;

namespace EngageStream.Runtime.Streams;

/// <summary>
/// Leads librdkafka's own words, which it writes to stderr otherwise, into the log, without secrets, whatever it says; and its figures
/// into the metrics.
/// </summary>
/// <param name="logger">Takes the words.</param>
/// <param name="options">Whose secrets are taken out.</param>
/// <param name="statistics">Takes the figures.</param>
internal sealed class ClientLog(ILogger logger, EngineOptions options, ClientStatistics? statistics = null)
{
    private readonly Redactor _redactor = Redactor.Of(options.Kafka);

    /// <summary>What a broker or TLS said when it last did not let a client in; null where that has not happened.</summary>
    public Error? Denial { get; private set; }

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
    private void Write(LogMessage message)
    {
        if (logger.IsEnabled(LogLevel.Debug))
        {
            Log.ClientSays(logger, message.Name, message.Facility, _redactor.Clean(message.Message));
        }
    }

    private void Write(Error error)
    {
        var clean = new Error(error.Code, _redactor.Clean(error.Reason), error.IsFatal);
        if (clean.Code is ErrorCode.Local_Authentication or ErrorCode.Local_Ssl)
        {
            Denial = clean;
        }

        Log.ClientError(logger, clean.Code, clean.Reason);
    }
}
