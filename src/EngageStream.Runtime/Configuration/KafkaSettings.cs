using System.Globalization;
using EngageStream.Domain.Partitioning;

namespace EngageStream.Runtime.Configuration;

/// <summary>Turns the passed-through librdkafka settings into those of the engine's clients.</summary>
public static class KafkaSettings
{
    private const string TransactionTimeoutKey = "transaction.timeout.ms";
    private static readonly TimeSpan DefaultTransactionTimeout = TimeSpan.FromSeconds(4);

    /// <summary>Settings that the engine's guarantees rest on, each with what to use instead.</summary>
    public static IReadOnlyDictionary<string, string> Owned { get; } = new Dictionary<string, string>
    {
        ["group.id"] = "set application.id",
        ["client.id"] = "set application.id and node.id",
        ["group.instance.id"] = "leave it out: the engine manages its members",
        ["transactional.id"] = "leave it out: the engine derives it from application.id and node.id",
        ["enable.auto.commit"] = "leave it out: offsets are committed with the state they belong to",
        ["enable.auto.offset.store"] = "leave it out: offsets are committed with the state they belong to",
        ["auto.offset.reset"] = "leave it out: the engine starts at the earliest event",
        ["isolation.level"] = "leave it out: only committed records are read",
        ["enable.idempotence"] = "leave it out: it is always on",
        ["acks"] = "leave it out: it is always all",
        ["message.timeout.ms"] = "leave it out: output waits for Kafka as long as it takes",
        ["partitioner"] = "set partitioner",
        ["partition.assignment.strategy"] = "leave it out: it is always cooperative-sticky",
        ["enable.partition.eof"] = "leave it out: the engine needs it to know that it has caught up",
    };

    /// <summary>Adds what is wrong with the passed-through settings.</summary>
    internal static void Check(List<ConfigurationError> errors, EngineOptions options)
    {
        IReadOnlyDictionary<string, string> settings = options.Kafka;
        TimeSpan atLeast = options.CommitInterval + TimeSpan.FromSeconds(1);
        if (TransactionTimeout(options) < atLeast)
        {
            errors.Add(new ConfigurationError(
                $"kafka.{TransactionTimeoutKey}", "is too short for commit.interval.ms", $"choose at least {atLeast.TotalMilliseconds}, or leave it out"));
        }

        if (!settings.TryGetValue("bootstrap.servers", out string? servers) || string.IsNullOrWhiteSpace(servers))
        {
            errors.Add(new ConfigurationError("kafka.bootstrap.servers", "is missing", "name at least one broker, such as 127.0.0.1:9092"));
        }

        foreach (string key in settings.Keys)
        {
            if (Owned.TryGetValue(key, out string? remedy))
            {
                errors.Add(new ConfigurationError($"kafka.{key}", "belongs to the engine", remedy));
            }
        }
    }

    /// <summary>Settings of a stream thread's consumer.</summary>
    public static Dictionary<string, string> Consumer(EngineOptions options, string client) => Merge(options, client, new()
    {
        ["group.id"] = options.ApplicationId,
        ["partition.assignment.strategy"] = "cooperative-sticky",
        ["session.timeout.ms"] = "6000",
        // Members learn from their next heartbeat that another has left: this bounds how long a planned stop leaves its
        // partitions idle.
        ["heartbeat.interval.ms"] = "100",
        ["enable.auto.commit"] = "false",
        ["enable.auto.offset.store"] = "false",
        ["enable.partition.eof"] = "true",
        ["auto.offset.reset"] = "earliest",
        ["isolation.level"] = "read_committed",
        // With librdkafka's default of 1000 a consumer that catches up idles three quarters of the time.
        ["fetch.queue.backoff.ms"] = "5",
        // Under load a fetch is answered when it is worth its cost, otherwise soon: a drained partition does not hold up the others
        // behind the same broker connection, and a commit waits longer anyway.
        ["fetch.min.bytes"] = "65536",
        ["fetch.wait.max.ms"] = "20",
        // Bounds what is fetched ahead: the back-pressure of a thread. The client takes about three times as much memory for it.
        ["queued.max.messages.kbytes"] = "2048",
    });

    /// <summary>Settings of the consumer that reads state logs; it never joins the group.</summary>
    public static Dictionary<string, string> Restorer(EngineOptions options, string client) => Merge(options, client, new()
    {
        ["group.id"] = options.ApplicationId,
        ["enable.auto.commit"] = "false",
        ["enable.auto.offset.store"] = "false",
        ["enable.partition.eof"] = "true",
        ["auto.offset.reset"] = "earliest",
        ["isolation.level"] = "read_committed",
        ["fetch.queue.backoff.ms"] = "5",
        ["fetch.wait.max.ms"] = "50",
        ["queued.max.messages.kbytes"] = "16384",
        ["dotnet.consumer.consume.result.fields"] = "headers",
    });

    /// <summary>Settings of the consumer that follows the nodes topic; it never joins the group.</summary>
    public static Dictionary<string, string> Directory(EngineOptions options)
    {
        Dictionary<string, string> settings = Restorer(options, "directory");
        settings["fetch.wait.max.ms"] = "500";
        settings["queued.max.messages.kbytes"] = "1024";
        settings["dotnet.consumer.consume.result.fields"] = "timestamp";
        return settings;
    }

    /// <summary>Settings of the producer that announces the node, outside all transactions.</summary>
    public static Dictionary<string, string> Announcer(EngineOptions options) => Merge(options, "announcer", new()
    {
        ["enable.idempotence"] = "true",
        ["acks"] = "all",
        ["linger.ms"] = "0",
        // What could not be said by then is said anew, as of then.
        ["message.timeout.ms"] = "5000",
    });

    /// <summary>
    /// How long a transaction may stay open: the default of 4 s is below the session time-out, so that a dead owner's open
    /// transaction does not hold up its successor; long commit intervals need more.
    /// </summary>
    public static TimeSpan TransactionTimeout(EngineOptions options)
    {
        if (options.Kafka.TryGetValue(TransactionTimeoutKey, out string? text) && int.TryParse(text, CultureInfo.InvariantCulture, out int ms))
        {
            return TimeSpan.FromMilliseconds(ms);
        }

        TimeSpan needed = (options.CommitInterval * 2) + TimeSpan.FromSeconds(2);
        return needed > DefaultTransactionTimeout ? needed : DefaultTransactionTimeout;
    }

    /// <summary>Settings of a stream thread's producer.</summary>
    /// <param name="options">Settings of the engine.</param>
    /// <param name="thread">Number of the stream thread in its process.</param>
    public static Dictionary<string, string> Producer(EngineOptions options, int thread)
    {
        Dictionary<string, string> settings = Producer(options, $"producer-{thread}");
        if (options.Guarantee == ProcessingGuarantee.ExactlyOnce)
        {
            // The same after a restart: the next life of the thread ends what the last one left open, and fences it.
            settings["transactional.id"] = $"{options.ApplicationId}-{options.NodeId}-{thread}";
            settings[TransactionTimeoutKey] = ((long)TransactionTimeout(options).TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        }
        else
        {
            // Output waits for Kafka as long as it takes: giving up on a message would lose it. (In a transaction it is
            // made again.)
            settings["message.timeout.ms"] = "0";
        }

        return settings;
    }

    private static Dictionary<string, string> Producer(EngineOptions options, string client) => Merge(options, client, new()
    {
        ["enable.idempotence"] = "true",
        ["acks"] = "all",
        ["linger.ms"] = "2",
        // A person's outputs lie in the partition of the same number as their events, where the counts are equal.
        ["partitioner"] = options.Partitioner == PartitionerKind.Murmur2 ? "murmur2_random" : "consistent_random",
        // Room for a dead letter that carries the largest input value; the topics that need it allow as much.
        ["message.max.bytes"] = "2000000",
        // Delivery reports are served on the stream thread itself: no locks, no other thread in its state.
        ["dotnet.producer.enable.background.poll"] = "false",
        ["dotnet.producer.enable.delivery.reports"] = "true",
        ["dotnet.producer.delivery.report.fields"] = "status",
    });

    /// <summary>Settings of an administrative client.</summary>
    public static Dictionary<string, string> Admin(EngineOptions options, string client) => Merge(options, client, []);

    /// <summary>The <c>client.id</c> of one of the engine's clients.</summary>
    public static string ClientOf(EngineOptions options, string client) => $"{options.ApplicationId}-{options.NodeId}-{client}";

    private static Dictionary<string, string> Merge(EngineOptions options, string client, Dictionary<string, string> settings)
    {
        settings["client.id"] = ClientOf(options, client);
        settings["log.connection.close"] = "false";
        // With librdkafka's default of 10 s members come back so late after a broker's restart that their sessions have ended.
        settings["reconnect.backoff.ms"] = "50";
        settings["reconnect.backoff.max.ms"] = "500";
        foreach ((string key, string value) in options.Kafka)
        {
            settings[key] = value;
        }

        return settings;
    }
}
