namespace EngageStream.Tests.Shared.Kafka;

/// <summary>The one distribution of this process, which ends with it.</summary>
internal static class SharedDistribution
{
    private static readonly Lazy<Task<KafkaDistribution>> Start = new(() => StartAsync(BrokerChoice.Current.Where));

    public static Task<KafkaDistribution> Running => Start.Value;

    private static async Task<KafkaDistribution> StartAsync(string home)
    {
        KafkaDistribution kafka = await KafkaDistribution.StartAsync(home);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => kafka.Dispose();
        return kafka;
    }
}
