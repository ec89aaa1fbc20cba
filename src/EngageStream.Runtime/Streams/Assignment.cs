using EngageStream.Runtime.Restore;
using EngageStream.Runtime.Shards;

namespace EngageStream.Runtime.Streams;

/// <summary>
/// The partitions of one stream thread and what stage each is in. Only the thread changes it; the snapshots may be read
/// by any thread.
/// </summary>
/// <remarks>
/// <code>
///                assigned                restored               seek done
///   (not ours) ───────────▶ Restoring ─────────────▶ Ready ──────────────▶ Running
///        ▲                      │                      │ ◀──── rolled back ───┤
///        └──────────────────────┴──── revoked, lost ───┴──────────────────────┘
/// </code>
/// Records of a partition that is not running are dropped: it is paused, and what slips through is read again.
/// </remarks>
internal sealed class Assignment(int partitions)
{
    private readonly Shard?[] _running = new Shard?[partitions];
    private readonly long[] _endSeen = new long[partitions];
    private readonly long?[] _resumedAt = new long?[partitions];
    private volatile bool _joined;
    private volatile Shard[] _runningSnapshot = [];
    private volatile RestoreRequest[] _restoringSnapshot = [];

    /// <summary>Whether the group has given out its partitions, be it none to this thread.</summary>
    public bool Joined { get => _joined; set => _joined = value; }

    /// <summary>Shards that take records.</summary>
    public IReadOnlyList<Shard> Running => _runningSnapshot;

    /// <summary>Whether a shard that takes records needs a commit to keep to its bound on memory.</summary>
    public bool IsPressing => Array.Exists(_runningSnapshot, shard => shard.IsPressing);

    /// <summary>Shards that are on their way.</summary>
    public IReadOnlyList<RestoreRequest> Restoring => _restoringSnapshot;

    /// <summary>Whether a partition is this thread's, at whatever stage.</summary>
    public bool Has(int partition) =>
        Array.Exists(_runningSnapshot, shard => shard.Partition == partition) || Array.Exists(_restoringSnapshot, request => request.Partition == partition);

    /// <summary>Whether a partition's shard takes records.</summary>
    public bool IsAtWork(int partition) => Array.Exists(_runningSnapshot, shard => shard.Partition == partition);

    /// <summary>The shard of a partition, if it runs.</summary>
    public Shard? ShardOf(int partition) => _running[partition];

    /// <summary>Takes on a partition whose shard is being restored.</summary>
    public void Begin(RestoreRequest request) => _restoringSnapshot = [.. _restoringSnapshot, request];

    /// <summary>Whether a restored shard is still wanted.</summary>
    public bool Wants(RestoreRequest request) => _restoringSnapshot.Contains(request);

    /// <summary>Lets a shard take records.</summary>
    public void Run(RestoreRequest request)
    {
        _restoringSnapshot = [.. _restoringSnapshot.Where(other => other != request)];
        _running[request.Partition] = request.Shard;
        _resumedAt[request.Partition] = request.ResumeAt;
        _endSeen[request.Partition] = 0;
        _runningSnapshot = [.. _running.OfType<Shard>()];
    }

    /// <summary>Takes a shard's records back from it until input goes on where its state ends.</summary>
    /// <returns>What to resume it with.</returns>
    public RestoreRequest Suspend(Shard shard)
    {
        long? resumeAt = shard.NextInputOffset > 0 ? shard.NextInputOffset : _resumedAt[shard.Partition];
        RestoreRequest request = RestoreRequest.Restored(shard, resumeAt);
        _running[shard.Partition] = null;
        _runningSnapshot = [.. _running.OfType<Shard>()];
        _restoringSnapshot = [.. _restoringSnapshot, request];
        return request;
    }

    /// <summary>Gives a partition up, at whatever stage.</summary>
    public void Drop(int partition)
    {
        foreach (RestoreRequest request in _restoringSnapshot.Where(request => request.Partition == partition))
        {
            request.Cancel();
        }

        _restoringSnapshot = [.. _restoringSnapshot.Where(request => request.Partition != partition)];
        _running[partition] = null;
        _runningSnapshot = [.. _running.OfType<Shard>()];
    }

    /// <summary>Takes note that everything below an offset was delivered, markers included.</summary>
    public void SawEnd(int partition, long offset) => _endSeen[partition] = offset;

    /// <summary>Offset below which nothing of a running shard's partition is unread.</summary>
    public long ReadUpTo(Shard shard) => Math.Max(shard.NextInputOffset, _endSeen[shard.Partition]);
}
