using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Hosting;
using EngageStream.Runtime.Outputs;
using EngageStream.Runtime.Streams;
using EngageStream.Runtime.Topics;
using Microsoft.Extensions.Logging;

namespace EngageStream.Runtime.Audit;

/// <summary>The audit trail in its topic, which is made where it is missing. A record counts when all in-sync replicas have it.</summary>
public sealed class AuditTrail : IAuditTrail, IDisposable
{
    private readonly EngineOptions _options;
    private readonly ILogger _logger;
    private readonly string _topic;
    private readonly IProducer<byte[], byte[]> _producer;
    private readonly Lock _lock = new();
    private Task? _topicMade;

    /// <param name="options">The application's settings.</param>
    /// <param name="patience">How long a record may wait for Kafka; <see langword="null"/> for as long as it takes.</param>
    /// <param name="logger">Where the Kafka client's own words go.</param>
    /// <exception cref="EngineRefusedException">A setting is not one of librdkafka's.</exception>
    public AuditTrail(EngineOptions options, TimeSpan? patience, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _logger = logger;
        _topic = new TopicNames(options.Topics.Prefix).Audit;
        Dictionary<string, string> settings = KafkaSettings.Admin(options, "audit");
        settings["enable.idempotence"] = "true";
        settings["acks"] = "all";
        settings["message.timeout.ms"] = ((long)(patience ?? TimeSpan.Zero).TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        try
        {
            _producer = new ClientLog(logger, options).Attach(new ProducerBuilder<byte[], byte[]>(settings)).Build();
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException)
        {
            throw new EngineRefusedException($"A kafka.* setting is not valid: {error.Message}", error);
        }
    }

    /// <inheritdoc/>
    public async Task WriteAsync(AuditRecord record, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(record);
        try
        {
            await TopicMadeAsync().WaitAsync(cancel);
            await _producer.ProduceAsync(_topic, new Message<byte[], byte[]>
            {
                Key = Encoding.UTF8.GetBytes(record.Actor),
                Value = AuditBody.Of(record),
                // One action has two records; together with the outcome the id is unique, as CloudEvents want it.
                Headers = CloudEvent.Plain(_options.ApplicationId, OutputTypes.Audit, IdOf(record), record.On, record.AtMs),
            }, cancel);
        }
        catch (KafkaException error)
        {
            throw new AuditUnavailableException(
                $"{_topic} cannot be written ({error.Error.Reason}), and what is not recorded is not done. Check that Kafka is up and that " +
                "the user of the kafka.* settings may create and write this topic.", error);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _producer.Dispose();

    private static string IdOf(AuditRecord record) => record.Outcome == AuditOutcome.Begun ? record.Id + "-begun" : record.Id + "-ended";

    // Asked for once, and again only after a failure.
    private Task TopicMadeAsync()
    {
        lock (_lock)
        {
            return _topicMade is null or { IsFaulted: true } ? _topicMade = MakeTopicAsync() : _topicMade;
        }
    }

    private async Task MakeTopicAsync()
    {
        using IAdminClient admin = KafkaStart.CreateAdmin(_options, _logger);
        try
        {
            await admin.CreateTopicsAsync([TopicPlan.Audit(_options)]);
        }
        catch (CreateTopicsException failed)
            when (failed.Results.TrueForAll(result => result.Error.Code
                is ErrorCode.TopicAlreadyExists or ErrorCode.TopicAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed))
        {
            // Where topics are made by hand the right to write is enough: whether it is there shows in a moment.
        }
    }
}
