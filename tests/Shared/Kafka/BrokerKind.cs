namespace EngageStream.Tests.Shared.Kafka;

/// <summary>What answers a test that needs a Kafka.</summary>
internal enum BrokerKind
{
    /// <summary>The embedded broker in the test's own process, one for each test.</summary>
    Embedded,

    /// <summary>A cluster that runs already; many tests share it, perhaps with others.</summary>
    External,

    /// <summary>An Apache Kafka distribution, started once for each test process.</summary>
    Distribution,
}
