using EngageStream.Domain.Churn;
using EngageStream.Runtime.StateLog;
using EngageStream.Runtime.Timers;
using EngageStream.Runtime.Users;

namespace EngageStream.Runtime.Shards;

/// <summary>
/// What a shard counts, kept up with each step. Other threads may read it: each number by itself is right, though two may be
/// from different moments.
/// </summary>
public sealed class ShardCounts
{
    private const int MostDueTimers = 10_000;

    private readonly UserTable _users;
    private readonly TimerQueue _timers;
    private readonly PageSpill? _spill;

    internal ShardCounts(int stages, UserTable users, TimerQueue timers, PageSpill? spill)
    {
        _spill = spill;
        _users = users;
        _timers = timers;
        ByStage = new long[stages];
        ByBand = new long[Enum.GetValues<RiskBand>().Length];
    }

    /// <summary>Users known.</summary>
    public long Users => _users.Count;

    /// <summary>Users by stage index.</summary>
    public long[] ByStage { get; }

    /// <summary>Users by <see cref="RiskBand"/>.</summary>
    public long[] ByBand { get; }

    /// <summary>Users whose state is unpacked.</summary>
    public long ActiveUsers => _users.Active.Count;

    /// <summary>Bytes of the users' states: packed ones exactly, unpacked ones estimated at the last commit.</summary>
    public long StateBytes => _users.Pages.LiveBytes + _users.Active.Bytes;

    /// <summary>Memory of all that is known of the users, the scratch file's mapping included; bytes.</summary>
    public long MemoryBytes => _users.DirectoryBytes + _users.Active.Bytes + _users.Pages.MemoryBytes + (_spill?.ResidentBytes ?? 0);

    /// <summary>States in the scratch file; bytes.</summary>
    public long ScratchBytes => _users.Pages.ScratchBytes;

    /// <summary>Times that states had to stay in memory because the scratch file could not be written.</summary>
    public long ScratchFailures => _spill?.Failures ?? 0;

    /// <summary>Timers waiting.</summary>
    public long PendingTimers => _timers.Count;

    /// <summary>Timers that are due at an instant, counted to 10,000 at most; a moment's picture while they fire.</summary>
    public int DueTimers(long nowMs) => _timers.CountDue(nowMs, MostDueTimers);

    /// <summary>Events handled, duplicates included, since the shard's beginning (restarts do not reset it).</summary>
    public long Events { get; internal set; }

    /// <summary>Events that were duplicates.</summary>
    public long Duplicates { get; internal set; }

    /// <summary>Events that were late.</summary>
    public long Late { get; internal set; }

    /// <summary>Records and timers that failed.</summary>
    public long Faults { get; internal set; }

    /// <summary>Timers that fired.</summary>
    public long TimersFired { get; internal set; }

    internal ShardAggregates Aggregates
    {
        get => new(Events, Duplicates, Late, Faults, TimersFired);
        set => (Events, Duplicates, Late, Faults, TimersFired) = value;
    }

    internal void Enter(int stage, RiskBand band) => Add(stage, band, 1);

    internal void Leave(int stage, RiskBand band) => Add(stage, band, -1);

    private void Add(int stage, RiskBand band, long users)
    {
        // A user has no stage before the first evaluation, nor where the playbook no longer has it.
        if (stage >= 0)
        {
            ByStage[stage] += users;
        }

        ByBand[(int)band] += users;
    }
}
