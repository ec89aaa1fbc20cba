using EngageStream.Domain.Churn;
using EngageStream.Domain.Windows;

namespace EngageStream.Domain.State;

/// <summary>
/// All that is remembered of one user, in its active form. The compact form is <see cref="UserStateCodec"/>'s. Instants
/// are Unix milliseconds, 0 where nothing happened yet. Indexes (stage, event, campaign, trait) are the model's.
/// Not thread-safe: only its shard's thread touches it.
/// </summary>
public class UserState
{
    // Structs, so that the lists' heads lie with the user: an event of a user who was not seen of late costs as many cache
    // misses as it touches objects.
    private UserLists _lists;
    private TraitList _traits;
    private UserScalars _scalars = new();

    // More than nearly all states take.
    private const int OwnWords = 512;

    /// <summary>
    /// A blank state with memory of its own, for a long life. It has its room from the start: what it took later would lie among the
    /// memory of others, and keep that from being given back.
    /// </summary>
    public UserState()
        : this(new UserMemory()) => _lists.Reserve(OwnWords);

    /// <summary>A blank state.</summary>
    /// <param name="memory">Where its lists will lie.</param>
    public UserState(UserMemory memory)
    {
        _lists = new UserLists(memory.Lists);
        _traits = new TraitList(memory.Traits);
    }

    /// <summary>Person: UTF-8, 1 to 256 bytes.</summary>
    public ReadOnlySpan<byte> Id
    {
        get => _lists.Id;
        set => _lists.Id = value;
    }

    /// <summary>Time of the earliest event known.</summary>
    public long FirstSeenMs
    {
        get => _scalars.FirstSeenMs;
        set => _scalars.FirstSeenMs = value;
    }

    /// <summary>Time of the latest activity; a silence is counted from here.</summary>
    public long LastActivityMs
    {
        get => _scalars.LastActivityMs;
        set => _scalars.LastActivityMs = value;
    }

    /// <summary>Shard clock when the last record arrived; says when the user counts as idle.</summary>
    public long LastRecordMs
    {
        get => _scalars.LastRecordMs;
        set => _scalars.LastRecordMs = value;
    }

    /// <summary>Current stage index; -1 before the first evaluation.</summary>
    public int Stage
    {
        get => _scalars.Stage;
        set => _scalars.Stage = value;
    }

    /// <summary>When the user entered the stage.</summary>
    public long StageSinceMs
    {
        get => _scalars.StageSinceMs;
        set => _scalars.StageSinceMs = value;
    }

    /// <summary>Current band of the churn risk.</summary>
    public RiskBand Band
    {
        get => _scalars.Band;
        set => _scalars.Band = value;
    }

    /// <summary>When the risk entered the band.</summary>
    public long BandSinceMs
    {
        get => _scalars.BandSinceMs;
        set => _scalars.BandSinceMs = value;
    }

    /// <summary>When the band next rises by silence alone; 0 while that is not worked out. Derived, so not written to the log.</summary>
    public long BandUntilMs
    {
        get => _scalars.BandUntilMs;
        set => _scalars.BandUntilMs = value;
    }

    /// <summary>Local day of the first activity; with <see cref="ActiveDays"/> 0 it means nothing.</summary>
    public int FirstActiveDay
    {
        get => _scalars.FirstActiveDay;
        set => _scalars.FirstActiveDay = value;
    }

    /// <summary>Local day of the last activity.</summary>
    public int LastActiveDay
    {
        get => _scalars.LastActiveDay;
        set => _scalars.LastActiveDay = value;
    }

    /// <summary>Distinct local days with activity.</summary>
    public int ActiveDays
    {
        get => _scalars.ActiveDays;
        set => _scalars.ActiveDays = value;
    }

    /// <summary>Start of the current or last session.</summary>
    public long SessionStartMs
    {
        get => _scalars.SessionStartMs;
        set => _scalars.SessionStartMs = value;
    }

    /// <summary>Last activity of that session.</summary>
    public long SessionLastMs
    {
        get => _scalars.SessionLastMs;
        set => _scalars.SessionLastMs = value;
    }

    /// <summary>Sessions so far, the current one included.</summary>
    public int Sessions
    {
        get => _scalars.Sessions;
        set => _scalars.Sessions = value;
    }

    /// <summary>Summed length of the sessions that ended, in milliseconds.</summary>
    public long EndedSessionsMs
    {
        get => _scalars.EndedSessionsMs;
        set => _scalars.EndedSessionsMs = value;
    }

    /// <summary>Events handled so far, duplicates apart.</summary>
    public long Events
    {
        get => _scalars.Events;
        set => _scalars.Events = value;
    }

    /// <summary>Window buckets.</summary>
    public CellList Cells => new(ref _lists);

    /// <summary>Ids of recent messages, to tell duplicates.</summary>
    public RecentMessages Recent => new(ref _lists);

    /// <summary>Count and last time per tracked event, ever.</summary>
    public SlotList<EventTotal> Totals => new(ref _lists, UserList.Totals);

    /// <summary>What campaigns remember.</summary>
    public SlotList<CampaignMemory> Campaigns => new(ref _lists, UserList.Campaigns);

    /// <summary>Traits by slot.</summary>
    public ref TraitList Traits => ref _traits;

    /// <summary>Bytes that the lists have in memory, the texts of traits apart.</summary>
    public int ListBytes => _lists.ReservedBytes + _traits.ReservedBytes;

    /// <summary>Forgets everything and keeps the memory.</summary>
    public void Reset()
    {
        _scalars = new UserScalars();
        _lists.Clear();
        _traits.Clear();
    }

    /// <summary>Forgets everything but the id, and keeps the memory.</summary>
    public void ResetExceptId()
    {
        _scalars = new UserScalars();
        _lists.ClearExceptId();
        _traits.Clear();
    }

    /// <summary>Moves the lists to another memory.</summary>
    public void MoveTo(UserMemory memory)
    {
        var moved = new UserState(memory);
        moved.CopyFrom(this);
        Release();
        (_lists, _traits) = (moved._lists, moved._traits);
    }

    /// <summary>Gives the lists' memory back; the state may not be used any more.</summary>
    public void Release()
    {
        _lists.Release();
        _traits.Release();
    }

    /// <summary>Makes this state equal to another, without sharing anything that changes.</summary>
    public void CopyFrom(UserState other)
    {
        _scalars = other._scalars;
        _lists.CopyFrom(other._lists);
        _traits.CopyFrom(other._traits);
    }

    /// <summary>Like <see cref="CopyFrom"/>, but for the message ids and the id, which no step changes.</summary>
    internal void CopyExceptRecent(UserState other)
    {
        _scalars = other._scalars;
        _lists.CopyAfterRecent(other._lists);
        _traits.CopyFrom(other._traits);
    }

    /// <summary>Asks for what the lists hold. Reads the object itself, which <see cref="CacheLines.PrefetchObject"/> asks for.</summary>
    public void PrefetchLists()
    {
        _lists.Prefetch();
        _traits.Prefetch();
    }
}
