using Confluent.Kafka;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Savepoints.Files;
using EngageStream.Runtime.Topics;
using Partitioner = EngageStream.Domain.Partitioning.Partitioner;

namespace EngageStream.Runtime.Savepoints;

/// <summary>Loads a savepoint's users into the state log, each into the partition where the person's events come.</summary>
internal sealed class StateLoad : ISavepointVisitor
{
    private readonly EngineOptions _options;
    private readonly PartitionLoad[] _targets;
    private long _users;

    private StateLoad(StateTopics topics, SavepointHeader header, TargetPartition[] plan, StateLoadProducer producer)
    {
        _options = topics.Options;
        var claim = new StateLogClaim(_options, plan.Length);
        bool replay = _options.Mode == EngineMode.Replay;
        _targets = [.. plan.Select(target => new PartitionLoad(
            target, producer.Log(target.Partition, claim), header.DueHash, plan.Length, replay))];
    }

    /// <summary>Loads it in one transaction, with the group's positions.</summary>
    /// <param name="topics">The application's topics.</param>
    /// <param name="file">The savepoint; checked before.</param>
    /// <param name="savepoint">What it is of.</param>
    /// <param name="plan">The target's partitions.</param>
    /// <param name="producer">Ready, with nothing begun.</param>
    /// <param name="progress">Told as users are written.</param>
    /// <param name="cancel">Ends it; nothing is written then.</param>
    public static async Task RunAsync(
        StateTopics topics,
        string file,
        SavepointSummary savepoint,
        TargetPartition[] plan,
        StateLoadProducer producer,
        Action<SavepointProgress> progress,
        CancellationToken cancel)
    {
        producer.Begin();
        var load = new StateLoad(topics, savepoint.Header, plan, producer);
        SavepointFile.Read(file, load, done => progress(new SavepointProgress("importing", done, load._users)), cancel);
        foreach (PartitionLoad target in load._targets)
        {
            target.Complete();
        }

        await topics.RequireStoppedAsync().ConfigureAwait(false);
        producer.Commit(plan.Select(target => new TopicPartitionOffset(topics.Names.Events, target.Partition, target.Position)));
    }

    void ISavepointVisitor.User(int partition, ReadOnlySpan<byte> id, long dueMs, ReadOnlySpan<byte> state)
    {
        int home = Partitioner.Of(_options.Partitioner, id, _targets.Length);
        _targets[home].Add(id, dueMs, state);
        _users++;
    }
}
