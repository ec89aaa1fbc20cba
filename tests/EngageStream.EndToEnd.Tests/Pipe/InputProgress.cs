using Confluent.Kafka;

namespace EngageStream.EndToEnd.Tests.Pipe;

/// <summary>How far the engine's group has come in the events topic, asked of Kafka.</summary>
internal static class InputProgress
{
    /// <summary>Waits until the engine has committed every record of the events topic.</summary>
    public static async Task WaitUntilCommittedAsync(KafkaFixture kafka)
    {
        var config = new ConsumerConfig { BootstrapServers = kafka.Servers, GroupId = kafka.ApplicationId, EnableAutoCommit = false };
        using IConsumer<Ignore, Ignore> consumer = new ConsumerBuilder<Ignore, Ignore>(config).SetLogHandler(static (_, _) => { }).Build();
        using IAdminClient admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        List<TopicPartition> partitions = admin.GetMetadata(kafka.Events, OutputReader.Patience).Topics[0].Partitions
            .Select(p => new TopicPartition(kafka.Events, p.PartitionId)).ToList();
        long begun = Environment.TickCount64;
        while (Behind(consumer, partitions) is { Length: > 0 } behind)
        {
            Assert.True(Environment.TickCount64 - begun < OutputReader.Patience.TotalMilliseconds, $"The engine does not commit: {behind}");
            await Task.Delay(20);
        }
    }

    private static string Behind(IConsumer<Ignore, Ignore> consumer, List<TopicPartition> partitions) => string.Join("; ", consumer
        .Committed(partitions, OutputReader.Patience)
        .Select(at => (at.Partition, at.Offset, End: consumer.QueryWatermarkOffsets(at.TopicPartition, OutputReader.Patience).High))
        .Where(at => at.End > 0 && at.Offset < at.End)
        .Select(at => $"partition {at.Partition.Value} at {at.Offset} of {at.End}"));
}
