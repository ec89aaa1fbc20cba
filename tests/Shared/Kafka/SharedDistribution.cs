namespace EngageStream.Tests.Shared.Kafka;

/// <summary>The one distribution of this process, which ends with it.</summary>
internal static class SharedDistribution
{
    private static readonly Lazy<Task<KafkaDistribution>> Start = new(() => KafkaDistribution.StartAsync(BrokerChoice.Current.Where));

    public static Task<KafkaDistribution> Running => Start.Value;
}
