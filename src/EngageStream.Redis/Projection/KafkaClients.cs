using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace EngageStream.Redis.Projection;

/// <summary>Makes the Kafka clients of a projection; librdkafka's own words go into the log.</summary>
internal static class KafkaClients
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>A builder of consumers.</summary>
    public static ConsumerBuilder<TKey, TValue> Consumer<TKey, TValue>(ProjectionSource source, ILogger logger) =>
        new ConsumerBuilder<TKey, TValue>(source.ConsumerSettings())
            .SetLogHandler((_, message) => Log.ClientSays(logger, message.Name, message.Facility, message.Message))
            .SetErrorHandler((_, error) => Log.ClientError(logger, error.Code, error.Reason));

    /// <summary>Partitions of the topic.</summary>
    /// <exception cref="KafkaException">Kafka does not answer.</exception>
    /// <exception cref="InvalidDataException">There is no such topic.</exception>
    public static int CountPartitions(Handle handle, string topic)
    {
        using IAdminClient admin = new DependentAdminClientBuilder(handle).Build();
        TopicMetadata found = admin.GetMetadata(topic, Patience).Topics.Single(candidate => candidate.Topic == topic);
        return found.Error.Code switch
        {
            ErrorCode.NoError when found.Partitions.Count > 0 => found.Partitions.Count,
            ErrorCode.UnknownTopicOrPart or ErrorCode.NoError => throw new InvalidDataException(
                $"{topic} is not there: start the engine, which creates it, or check topics.prefix."),
            _ => throw new KafkaException(found.Error),
        };
    }

    /// <summary>Where the partitions of the topic end now, in what is committed.</summary>
    /// <exception cref="KafkaException">Kafka does not answer.</exception>
    /// <exception cref="InvalidDataException">There is no such topic.</exception>
    public static IReadOnlyList<(int Partition, long End)> ReadEnds(ProjectionSource source, ILogger logger)
    {
        using IConsumer<Ignore, Ignore> consumer = Consumer<Ignore, Ignore>(source, logger).Build();
        int partitions = CountPartitions(consumer.Handle, source.Topic);
        return
        [
            .. Enumerable.Range(0, partitions).Select(partition =>
                (partition, consumer.QueryWatermarkOffsets(new TopicPartition(source.Topic, partition), Patience).High.Value)),
        ];
    }
}
