using System.Globalization;
using EngageStream.Domain.Partitioning;

namespace EngageStream.Runtime.Configuration;

/// <summary>Every key but <c>kafka.*</c> and <c>redis.*</c>.</summary>
public static class OptionKeys
{
    /// <summary>Prefix of settings that go to librdkafka as they are.</summary>
    public const string KafkaPrefix = "kafka.";

    /// <summary>Prefix of settings that go to the projection to Redis as they are.</summary>
    public const string RedisPrefix = "redis.";

    /// <summary>The keys, in the order of the documentation.</summary>
    public static IReadOnlyList<OptionKey> All { get; } =
    [
        new("application.id", "engagestream", "1 to 100 letters, digits, `.`, `_`, `-`",
            "Names the consumer group: all engines that share the work and the state. Live or replay, never both.",
            (options, text) => options with { ApplicationId = text }),
        new("node.id", "node-1", "1 to 100 letters, digits, `.`, `_`, `-`",
            "Names this process among those of the application; stable over restarts.",
            (options, text) => options with { NodeId = text }),
        new("mode", "live", "`live` or `replay`",
            "What moves the clocks: append time and wall time, or only the timestamps of records and clock marks.",
            (options, text) => Mode(text) is { } mode ? options with { Mode = mode } : null),
        new("playbook", "", "a path",
            "File or folder of the playbook.",
            (options, text) => options with { PlaybookPath = text }),
        new("threads", "the number of cores", "1 to 256",
            "Stream threads of this process. More than the events topic has partitions are of no use.",
            (options, text) => Whole(text) is int n ? options with { Threads = n } : null),
        new("commit.interval.ms", "100", "20 to 60000 milliseconds",
            "Time between two commits: how late output becomes final, and how much is repeated after a crash. While a backlog is worked off up to " +
            "four times as long, half a second at most.",
            (options, text) => Whole(text) is int ms ? options with { CommitInterval = TimeSpan.FromMilliseconds(ms) } : null),
        new("processing.guarantee", "exactly-once", "`exactly-once` or `at-least-once`",
            "Whether outputs, states and input positions are committed in one transaction, or one after the other: then a crash repeats outputs.",
            (options, text) => Guarantee(text) is { } guarantee ? options with { Guarantee = guarantee } : null),
        new("standby", "off", "`off` or `all`",
            "Whether the process keeps a warm copy of every partition that others own, at the cost of its memory, so that a fail-over need not read the state log.",
            (options, text) => Standby(text) is { } standby ? options with { Standby = standby } : null),
        new("partitioner", "murmur2", "`murmur2` or `crc32`",
            "How producers of the events topic choose a person's partition: as Java clients do, or as librdkafka does by default.",
            (options, text) => Partitioner(text) is { } kind ? options with { Partitioner = kind } : null),
        new("event.max.bytes", "32768", "256 to 32768 bytes",
            "Longest event accepted; longer ones go to dead letters.",
            (options, text) => Whole(text) is int n ? options with { MaxEventBytes = n } : null),
        new("memory.limit.bytes", "0", "0 for no limit and 50,000 active users per partition, else at least 67108864 bytes",
            "Memory for all that is known of users, all partitions of the topic together: active ones at about 2 KB each, packed ones at about 200 bytes, and for either some 70 bytes to find them. Beyond it the least recent are packed, and packed ones go to `scratch.dir`. The process takes about 150 MB besides.",
            (options, text) => Long(text) is long n ? options with { MemoryLimitBytes = n } : null),
        new("scratch.dir", "", "a folder on a disk, empty for none",
            "Where packed users lie for whom `memory.limit.bytes` leaves no room; without it they stay in memory. The files are a cache, and gone when the process ends, however it ends.",
            (options, text) => options with { ScratchDirectory = text }),
        new("stop.timeout.ms", "10000", "1000 to 300000 milliseconds",
            "How long a stop waits for the last commit, for example while Kafka is away.",
            (options, text) => Whole(text) is int ms ? options with { StopTimeout = TimeSpan.FromMilliseconds(ms) } : null),
        new("http.listen", "127.0.0.1:9464", "address:port, port 0 for a free one, empty for none",
            "Where `/metrics`, `/healthz` and `/readyz` are served.",
            (options, text) => options with { HttpListen = text }),
        new("api.listen", "", "address:port, port 0 for a free one, empty for none",
            "Where the API is served.",
            (options, text) => options with { ApiListen = text }),
        new("api.url", "", "a URL, empty to make it of `api.listen`",
            "Where other nodes reach this node's API: announced to them, so that any node answers for any user.",
            (options, text) => options with { ApiUrl = text }),
        new("api.tokens", "", "lines `name scopes token`, see docs/api.md",
            "Who may use the API, and for what. Secret. Required where `api.listen` is set.",
            (options, text) => options with { ApiTokens = text }),
        new("api.tls.certificate", "", "a PEM file, empty for no TLS",
            "The API's certificate, and those that lead to its CA.",
            (options, text) => options with { ApiTlsCertificate = text }),
        new("api.tls.key", "", "a PEM file",
            "Private key of `api.tls.certificate`.",
            (options, text) => options with { ApiTlsKey = text }),
        new("api.tls.ca", "", "a PEM file, empty for the system's",
            "CA of the other nodes' certificates, for requests that this node passes on to them.",
            (options, text) => options with { ApiTlsCa = text }),
        new("api.rate.limit", "600", "1 to 1000000 requests",
            "Requests that a token, or an address without one, may send in a minute; more are refused with 429.",
            (options, text) => Whole(text) is int n ? options with { ApiRateLimit = n } : null),
        new("api.max.body.bytes", "1048576", "1024 to 4194304 bytes",
            "Longest body of a request, such as a playbook to check.",
            (options, text) => Whole(text) is int n ? options with { ApiMaxBodyBytes = n } : null),
        new("api.request.timeout.ms", "30000", "1000 to 600000 milliseconds",
            "How long a request may take, replays of dead letters excepted.",
            (options, text) => Whole(text) is int ms ? options with { ApiRequestTimeout = TimeSpan.FromMilliseconds(ms) } : null),
        new("telemetry.otlp.endpoint", "", "a URL, empty for none",
            "OTLP receiver of traces and metrics. For `http/protobuf` without a signal's path: `/v1/traces` and `/v1/metrics` are added.",
            (options, text) => options with { Telemetry = options.Telemetry with { OtlpEndpoint = text } }),
        new("telemetry.otlp.protocol", "grpc", "`grpc` or `http/protobuf`",
            "How to speak to the OTLP receiver.",
            (options, text) => Otlp(text) is { } protocol
                ? options with { Telemetry = options.Telemetry with { OtlpProtocol = protocol } }
                : null),
        new("telemetry.otlp.headers", "", "`name=value`, separated by commas; empty for none",
            "Headers sent to the OTLP receiver, such as a token. A secret: give it by the environment, `ENGAGE_TELEMETRY_OTLP_HEADERS`.",
            (options, text) => options with { Telemetry = options.Telemetry with { OtlpHeaders = text } }),
        new("telemetry.metrics.interval.ms", "60000", "1000 to 3600000 milliseconds",
            "Time between two exports of metrics over OTLP.",
            (options, text) => Whole(text) is int ms
                ? options with { Telemetry = options.Telemetry with { MetricsInterval = TimeSpan.FromMilliseconds(ms) } }
                : null),
        new("telemetry.traces.sample.ratio", "0.01", "0 to 1",
            "Share of traces recorded among those that begin in the engine, by time alone. Those that a producer began follow the producer's decision.",
            (options, text) => Fraction(text) is double ratio
                ? options with { Telemetry = options.Telemetry with { TraceSampleRatio = ratio } }
                : null),
        new("topics.prefix", "engage.", "at most 100 letters, digits, `.`, `_`, `-`",
            "Start of every topic's name.",
            (options, text) => options with { Topics = options.Topics with { Prefix = text } }),
        new("topics.partitions", "8", "1 to 1000",
            "Partitions of topics that the engine creates. It cannot be changed later without moving the state.",
            (options, text) => Whole(text) is int n ? options with { Topics = options.Topics with { Partitions = n } } : null),
        new("topics.replication.factor", "-1", "-1 for the cluster's default, else 1 to 10",
            "Replicas of topics that the engine creates.",
            (options, text) => Whole(text) is int n and >= short.MinValue and <= short.MaxValue
                ? options with { Topics = options.Topics with { ReplicationFactor = (short)n } }
                : null),
    ];

    private static int? Whole(string text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int n) ? n : null;

    private static long? Long(string text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long n) ? n : null;

    private static double? Fraction(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double n) ? n : null;

    private static OtlpProtocol? Otlp(string text) => text switch
    {
        "grpc" => OtlpProtocol.Grpc,
        "http/protobuf" => OtlpProtocol.HttpProtobuf,
        _ => null,
    };

    private static EngineMode? Mode(string text) => text switch
    {
        "live" => EngineMode.Live,
        "replay" => EngineMode.Replay,
        _ => null,
    };

    private static ProcessingGuarantee? Guarantee(string text) => text switch
    {
        "exactly-once" => ProcessingGuarantee.ExactlyOnce,
        "at-least-once" => ProcessingGuarantee.AtLeastOnce,
        _ => null,
    };

    private static StandbyMode? Standby(string text) => text switch
    {
        "off" => StandbyMode.Off,
        "all" => StandbyMode.All,
        _ => null,
    };

    private static PartitionerKind? Partitioner(string text) => text switch
    {
        "murmur2" => PartitionerKind.Murmur2,
        "crc32" => PartitionerKind.Crc32,
        _ => null,
    };
}
