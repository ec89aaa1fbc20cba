using Confluent.Kafka;
using Confluent.Kafka.Admin;
using EngageStream.Chaos.Processes;
using EngageStream.Oracle.Records;
using TopicNames = EngageStream.Oracle.Records.TopicNames;

namespace EngageStream.Chaos.Judgement;

/// <summary>Waits until a run can be judged. What cannot be waited for is told as a doubt.</summary>
internal sealed class CatchUp(Cluster cluster, TopicNames topics, TimeProvider time)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan OpenPatience = TimeSpan.FromSeconds(20);
    private readonly KafkaRecords _records = new(cluster.Proxy.Address);

    /// <summary>
    /// Waits until the group has committed the whole input and each partition has a shard whose clock has passed an instant.
    /// </summary>
    /// <param name="sinceMs">The instant, Unix milliseconds.</param>
    /// <param name="patience">How long to wait.</param>
    /// <param name="revive">Called again and again: starts what ended by itself.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>What all clocks have passed; or what is missing, in words.</returns>
    public async Task<(long AtWorkUntilMs, string? Doubt)> EnginesAsync(
        long sinceMs, TimeSpan patience, Func<Task> revive, CancellationToken cancellation)
    {
        long began = time.GetTimestamp();
        while (true)
        {
            await revive().ConfigureAwait(false);
            (long clockMs, string? missing) = await MissingAsync(sinceMs, cancellation).ConfigureAwait(false);
            if (missing is null)
            {
                return (clockMs, null);
            }

            if (time.GetElapsedTime(began) > patience)
            {
                return (sinceMs, $"the engines had not caught up {patience.TotalSeconds} s after the load's end: {missing}");
            }

            await Task.Delay(Look, time, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Waits until no transaction is open in the outputs: a reader of committed records would stop before it.</summary>
    /// <returns>Where one is; <see langword="null"/> where none is.</returns>
    public async Task<string?> OpenTransactionsAsync(CancellationToken cancellation)
    {
        long began = time.GetTimestamp();
        while (true)
        {
            string open = string.Join(", ", await OpenAsync().ConfigureAwait(false));
            if (open.Length == 0)
            {
                return null;
            }

            if (time.GetElapsedTime(began) > OpenPatience)
            {
                return $"transactions were still open {OpenPatience.TotalSeconds} s after the engines' end in {open}";
            }

            await Task.Delay(Look, time, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<(long ClockMs, string? Missing)> MissingAsync(long sinceMs, CancellationToken cancellation)
    {
        try
        {
            if (await _records.UnreadByAsync(Cluster.Application, topics.Events).ConfigureAwait(false) is { } unread)
            {
                return (0, $"the group's position is {unread}");
            }
        }
        catch (KafkaException error)
        {
            return (0, $"Kafka does not answer: {error.Error.Reason}");
        }

        IReadOnlyDictionary<int, long> clocks = await cluster.ClocksMsAsync(cancellation).ConfigureAwait(false);
        string late = string.Join(", ", cluster.AllPartitions.Where(p => clocks.GetValueOrDefault(p) <= sinceMs)
            .Select(p => clocks.TryGetValue(p, out long clock) ? $"{p} is {sinceMs - clock} ms behind" : $"{p} has no shard"));
        return late.Length == 0 ? (clocks.Values.Min(), null) : (0, $"partition {late}");
    }

    private async Task<IEnumerable<TopicPartition>> OpenAsync()
    {
        using IAdminClient admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = cluster.Proxy.Address })
            .SetLogHandler(static (_, _) => { }).Build();
        List<TopicPartition> partitions = admin.GetMetadata(OpenPatience).Topics.Where(topic => topics.Outputs.Contains(topic.Topic))
            .SelectMany(topic => topic.Partitions, (topic, partition) => new TopicPartition(topic.Topic, partition.PartitionId)).ToList();
        Dictionary<TopicPartition, long> stable = await EndsAsync(admin, partitions, IsolationLevel.ReadCommitted).ConfigureAwait(false);
        Dictionary<TopicPartition, long> high = await EndsAsync(admin, partitions, IsolationLevel.ReadUncommitted).ConfigureAwait(false);
        return partitions.Where(partition => stable[partition] < high[partition]);
    }

    private static async Task<Dictionary<TopicPartition, long>> EndsAsync(
        IAdminClient admin, IEnumerable<TopicPartition> partitions, IsolationLevel isolation)
    {
        ListOffsetsResult result = await admin.ListOffsetsAsync(
            partitions.Select(p => new TopicPartitionOffsetSpec { TopicPartition = p, OffsetSpec = OffsetSpec.Latest() }),
            new ListOffsetsOptions { IsolationLevel = isolation }).ConfigureAwait(false);
        return result.ResultInfos.Select(r => r.TopicPartitionOffsetError).ToDictionary(end => end.TopicPartition, end => end.Offset.Value);
    }
}
