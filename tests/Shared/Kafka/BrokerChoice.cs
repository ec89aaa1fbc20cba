namespace EngageStream.Tests.Shared.Kafka;

/// <summary>Which broker the environment asks for.</summary>
/// <param name="Kind">The kind of broker.</param>
/// <param name="Where">The bootstrap servers or the distribution's folder; empty for the embedded broker.</param>
internal sealed record BrokerChoice(BrokerKind Kind, string Where)
{
    /// <summary>Environment variable with the bootstrap servers of a running cluster.</summary>
    public const string BootstrapVariable = "ENGAGE_BOOTSTRAP";

    /// <summary>Environment variable with the folder of an Apache Kafka distribution; it counts where no cluster is named.</summary>
    public const string HomeVariable = "ENGAGE_KAFKA_HOME";

    /// <summary>The choice for this process.</summary>
    public static BrokerChoice Current { get; } = Of(Environment.GetEnvironmentVariable);

    public bool IsEmbedded => Kind == BrokerKind.Embedded;

    /// <summary>The choice that an environment makes.</summary>
    public static BrokerChoice Of(Func<string, string?> environment) => (environment(BootstrapVariable), environment(HomeVariable)) switch
    {
        ({ Length: > 0 } servers, _) => new(BrokerKind.External, servers),
        (_, { Length: > 0 } home) => new(BrokerKind.Distribution, home),
        _ => new(BrokerKind.Embedded, ""),
    };
}
