namespace EngageStream.Tests.Shared.Kafka;

/// <summary>Tells <c>./engage test</c> which broker was really used, for the last lines of its report.</summary>
internal static class BrokerReport
{
    /// <summary>Environment variable with the file to which each test process adds a line; none is written without it.</summary>
    public const string Variable = "ENGAGE_TEST_BROKERS";

    private static int _told;

    /// <summary>Notes, once for the process, that a test got this broker.</summary>
    public static void Used(BrokerChoice choice)
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } file && Interlocked.Exchange(ref _told, 1) == 0)
        {
            File.AppendAllText(file, Describe(choice) + "\n");
        }
    }

    /// <summary>The broker in words.</summary>
    public static string Describe(BrokerChoice choice) => choice.Kind switch
    {
        BrokerKind.External => $"external, {choice.Where}",
        BrokerKind.Distribution => $"Apache Kafka {KafkaDistribution.VersionIn(choice.Where)} from {choice.Where}",
        _ => "the embedded broker, in process",
    };
}
