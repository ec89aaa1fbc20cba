using System.Collections.ObjectModel;
using EngageStream.Domain.Events;
using EngageStream.Domain.Partitioning;

namespace EngageStream.Runtime.Configuration;

/// <summary>
/// All settings of an engine. <see cref="EngineOptionsBinder"/> fills it from dotted keys and <see cref="Validate"/> checks
/// it; docs/configuration.md lists the keys.
/// </summary>
public sealed record EngineOptions
{
    /// <summary>Smallest commit interval: shorter ones cost more than they gain, and transactions cannot follow.</summary>
    public static readonly TimeSpan MinCommitInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>Names the consumer group, and with it all the engines that share the work and the state. Default <c>engagestream</c>.</summary>
    public string ApplicationId { get; init; } = "engagestream";

    /// <summary>Names this process among those of the application; stable over restarts, unique at any time. Default <c>node-1</c>.</summary>
    public string NodeId { get; init; } = "node-1";

    /// <summary>Live or replay. Default live.</summary>
    public EngineMode Mode { get; init; } = EngineMode.Live;

    /// <summary>Stream threads. Default one per core; 1 to 256.</summary>
    public int Threads { get; init; } = Math.Min(Environment.ProcessorCount, 256);

    /// <summary>Time between two commits; bounds what is repeated after a crash. Default 100 ms; 20 ms to 60 s.</summary>
    public TimeSpan CommitInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Exactly once or at least once. Default exactly once.</summary>
    public ProcessingGuarantee Guarantee { get; init; } = ProcessingGuarantee.ExactlyOnce;

    /// <summary>Warm copies of the partitions that other processes own. Default none.</summary>
    public StandbyMode Standby { get; init; } = StandbyMode.Off;

    /// <summary>How producers of the events topic choose partitions. Default murmur2, as Java clients do.</summary>
    public PartitionerKind Partitioner { get; init; } = PartitionerKind.Murmur2;

    /// <summary>Longest event accepted, in bytes; longer ones go to dead letters. Default and most 32,768; at least 256.</summary>
    public int MaxEventBytes { get; init; } = EventParser.MaxLength;

    /// <summary>
    /// Memory for all that is known of users in bytes, all partitions of the topic together: active and packed states, and some 70
    /// bytes a user by which they are found. 0 for no limit and the shards' default of 50,000 active users each, else at least 64
    /// MiB. Default 0.
    /// </summary>
    public long MemoryLimitBytes { get; init; }

    /// <summary>
    /// Folder, on a disk, of the scratch files that hold packed states beyond <see cref="MemoryLimitBytes"/>; empty to keep them in
    /// memory. They leave nothing behind when the process ends. Default empty.
    /// </summary>
    public string ScratchDirectory { get; init; } = "";

    /// <summary>How long a stop waits for the last commit, for example while Kafka is away. Default 10 s; 1 s to 5 min.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Address and port of /metrics, /healthz and /readyz; empty for none, port 0 for a free one. Default 127.0.0.1:9464.</summary>
    public string HttpListen { get; init; } = "127.0.0.1:9464";

    /// <summary>Address and port of the API; empty for none, port 0 for a free one. Default empty.</summary>
    public string ApiListen { get; init; } = "";

    /// <summary>URL under which other nodes reach this one's API, announced to them; empty to make it of <see cref="ApiListen"/>. Default empty.</summary>
    public string ApiUrl { get; init; } = "";

    /// <summary>
    /// Who may use the API: lines <c>name scopes token</c>, the token plain or <c>sha256:</c> and its digest. Secret. Required where
    /// <see cref="ApiListen"/> is set. Default empty.
    /// </summary>
    public string ApiTokens { get; init; } = "";

    /// <summary>PEM file of the API's certificate and those that lead to its CA; empty for no TLS. Default empty.</summary>
    public string ApiTlsCertificate { get; init; } = "";

    /// <summary>PEM file of the private key of <see cref="ApiTlsCertificate"/>. Default empty.</summary>
    public string ApiTlsKey { get; init; } = "";

    /// <summary>PEM file of the CA that the other nodes' certificates come from; empty for those of the system. Default empty.</summary>
    public string ApiTlsCa { get; init; } = "";

    /// <summary>Requests of one token in a minute. Default 600; 1 to 1,000,000.</summary>
    public int ApiRateLimit { get; init; } = 600;

    /// <summary>Longest body of a request to the API in bytes. Default 1 MiB; 1 KiB to 4 MiB.</summary>
    public int ApiMaxBodyBytes { get; init; } = 1_048_576;

    /// <summary>How long a request to the API may take. Default 30 s; 1 s to 10 min.</summary>
    public TimeSpan ApiRequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>File or folder of the playbook. The engine takes the compiled model; the command line reads this.</summary>
    public string PlaybookPath { get; init; } = "";

    /// <summary>Topic names and creation.</summary>
    public TopicOptions Topics { get; init; } = new();

    /// <summary>Traces and metrics over OTLP.</summary>
    public TelemetryOptions Telemetry { get; init; } = new();

    /// <summary>
    /// librdkafka settings, passed to every client. <c>bootstrap.servers</c> is required; those in
    /// <see cref="KafkaSettings.Owned"/> are the engine's own.
    /// </summary>
    public IReadOnlyDictionary<string, string> Kafka { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Settings of the projection to Redis, without <c>redis.</c> before them; the engine itself has no use for them. Whoever
    /// starts the projection checks them.
    /// </summary>
    public IReadOnlyDictionary<string, string> Redis { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>What may be logged: of settings that hold secrets, nothing.</summary>
    public override string ToString() => $"{ApplicationId} on {NodeId}";

    /// <summary>Everything that is wrong, each with key and remedy; empty if nothing is.</summary>
    public IReadOnlyList<ConfigurationError> Validate() => EngineOptionsValidator.Check(this);
}
