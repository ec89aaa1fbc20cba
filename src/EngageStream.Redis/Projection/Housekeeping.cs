using System.Collections.Concurrent;
using Confluent.Kafka;
using EngageStream.Redis.Configuration;
using EngageStream.Redis.Connections;
using EngageStream.Redis.Metrics;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace EngageStream.Redis.Projection;

/// <summary>
/// What is done beside the batches: looks every second whether quiet partitions are still where this process believes (a rebuild
/// may have been asked for, or Redis may have gone back), moves rebuilds on, sweeps after them, and forgets the expired. What
/// fails here is tried again a second later. Its turns are the projection's thread's.
/// </summary>
internal sealed class Housekeeping(
    RedisOptions options,
    RedisLink link,
    ConcurrentDictionary<int, ProjectedPartition> partitions,
    ProjectionCounters counters,
    TimeProvider time,
    ILogger logger)
{
    private const int PeopleAtOnce = 500;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private volatile bool _stopping;
    private long _last = time.GetTimestamp();
    private Task _moving = Task.CompletedTask;
    private Task<long> _forgetting = Task.FromResult(0L);
    private Task<StoredPosition[]>? _look;
    private (ProjectedPartition Partition, int Epoch, long Sent)[] _looked = [];

    /// <summary>Number of the topic's partitions; may be called on any thread.</summary>
    public required Func<int> CountPartitions { get; init; }

    /// <summary>A partition is elsewhere.</summary>
    public required Action<ProjectedPartition> Moved { get; init; }

    /// <summary>Whether batches of a partition are on their way.</summary>
    public required Predicate<ProjectedPartition> HasAnswersToCome { get; init; }

    /// <summary>Does what is due.</summary>
    public void Turn()
    {
        MoveRebuildsOn();
        TakeLook();
        TakeForgotten();
        if (time.GetElapsedTime(_last) < Pause)
        {
            return;
        }

        _last = time.GetTimestamp();
        Look();
        if (_forgetting.IsCompleted && (OwnsSweeping() || (options.Expiry > TimeSpan.Zero && partitions.ContainsKey(0))))
        {
            _forgetting = Task.Run(ForgetAsync);
        }
    }

    /// <summary>Ends what is under way, and waits for it; the next projection begins it again.</summary>
    public void Stop()
    {
        _stopping = true;
        ((IAsyncResult)_forgetting).AsyncWaitHandle.WaitOne();
    }

    // A partition that has been read to where the rebuild began waits for the others.
    private void MoveRebuildsOn()
    {
        if (!_moving.IsCompleted)
        {
            return;
        }

        Count(_moving);
        (int, long)[] read =
        [
            .. partitions.Values
                .Where(p => p.State == PartitionState.Reading && p.Rebuild.Phase == RebuildPhase.Reading && p.Committed >= p.Rebuild.Until)
                .Select(p =>
                {
                    p.Rebuild = (RebuildPhase.Sweeping, p.Rebuild.Until);
                    return (p.Number, p.Generation);
                }),
        ];
        _moving = read.Length > 0 ? link.MovePhaseAsync(read, RebuildPhase.Reading, RebuildPhase.Sweeping) : Task.CompletedTask;
    }

    private void Look()
    {
        if (_look is not null)
        {
            return;
        }

        _looked =
        [
            .. partitions.Values
                .Where(p => p.State == PartitionState.Reading && !p.HasUnsent && !HasAnswersToCome(p))
                .Select(p => (p, p.Epoch, p.Sent)),
        ];
        _look = _looked.Length > 0 ? link.ReadPositionsAsync([.. _looked.Select(looked => looked.Partition.Number)]) : null;
    }

    private void TakeLook()
    {
        if (_look is not { IsCompleted: true } look)
        {
            return;
        }

        _look = null;
        Count(look);
        if (look.Exception?.InnerException is EarlierLayoutException)
        {
            // Redis went back to before an update.
            foreach ((ProjectedPartition partition, _, _) in _looked.Where(looked => looked.Partition.Epoch == looked.Epoch))
            {
                Moved(partition);
            }
        }

        for (int i = 0; look.IsCompletedSuccessfully && i < _looked.Length; i++)
        {
            (ProjectedPartition partition, int epoch, long sent) = _looked[i];
            StoredPosition stored = look.Result[i];
            if (partition.Epoch != epoch || partition.Sent != sent)
            {
                // It went on since: the next batch tells.
                continue;
            }

            if (stored.Generation != partition.Generation || stored.Offset != sent)
            {
                Moved(partition);
            }
            else if (_moving.IsCompleted)
            {
                partition.Rebuild = (stored.Phase, stored.Until);
            }
        }
    }

    private void TakeForgotten()
    {
        if (_forgetting.IsCompleted)
        {
            counters.Forgotten += _forgetting.IsCompletedSuccessfully ? _forgetting.Result : 0;
            Count(_forgetting);
            _forgetting = Task.FromResult(0L);
        }
    }

    private void Count(Task task) => counters.Errors += task.IsFaulted ? 1 : 0;

    private bool OwnsSweeping() => partitions.Values.Any(partition => partition.Rebuild.Phase == RebuildPhase.Sweeping);

    private async Task<long> ForgetAsync()
    {
        long forgotten = OwnsSweeping() ? await SweepAsync() : 0;
        while (options.Expiry > TimeSpan.Zero && partitions.ContainsKey(0) && !_stopping)
        {
            (int seen, int gone) = await link.ExpireAsync(PeopleAtOnce);
            forgotten += gone;
            if (seen < PeopleAtOnce)
            {
                break;
            }
        }

        return forgotten;
    }

    // Once every partition has been read, the owner of the first one sweeps for all. Should two do it at a time, nothing is lost:
    // each step of it looks at what is true then.
    private async Task<long> SweepAsync()
    {
        int count = CountPartitions();
        StoredPosition[] positions = await link.ReadPositionsAsync([.. Enumerable.Range(0, count)]);
        int first = Array.FindIndex(positions, position => position.Phase == RebuildPhase.Sweeping);
        if (first < 0 || !partitions.ContainsKey(first) || Array.Exists(positions, position => position.Phase == RebuildPhase.Reading))
        {
            return 0;
        }

        long forgotten = 0;
        foreach (PeopleSet set in await link.ReadSetsAsync())
        {
            string cursor = "0";
            do
            {
                if (_stopping)
                {
                    return forgotten;
                }

                (cursor, int gone) = await link.SweepAsync(set, cursor, PeopleAtOnce, count);
                forgotten += gone;
            }
            while (cursor != "0");
        }

        (int, long)[] swept =
            [.. positions.Index().Where(p => p.Item.Phase == RebuildPhase.Sweeping).Select(p => (p.Index, p.Item.Generation))];
        await link.MovePhaseAsync(swept, RebuildPhase.Sweeping, RebuildPhase.None);
        Log.Rebuilt(logger, forgotten);
        return forgotten;
    }
}
