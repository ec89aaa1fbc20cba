using EngageStream.Domain.State;
using EngageStream.Domain.Time;

namespace EngageStream.Runtime.Users;

/// <summary>
/// A user whose state is unpacked. Pooled: a user who goes idle leaves the object to the next. It is the state, rather than
/// having one, to spare each event a cache miss.
/// </summary>
internal sealed class ActiveUser(UserMemory memory) : UserState(memory)
{
    /// <summary>The state.</summary>
    public UserState State => this;

    /// <summary>The user's slot.</summary>
    public int Slot { get; set; }

    /// <summary>Place among the active users.</summary>
    public int Place { get; set; }

    /// <summary>Hash of the id.</summary>
    public uint Hash { get; set; }

    /// <summary>Exact due instant of the user's timer; the queue may hold an earlier one.</summary>
    public long DueMs { get; set; } = Durations.Never;

    /// <summary>
    /// Due instant of the user's timer in the queue. Kept here, too, since most events move a timer later, and then need not look
    /// into the queue: two cache misses.
    /// </summary>
    public long QueuedMs { get; set; } = Durations.Never;

    /// <summary>What <see cref="DueMs"/> was at the last commit.</summary>
    public long CommittedDueMs { get; set; } = Durations.Never;

    /// <summary>Whether the state differs from the block, that is, from what the last commit wrote.</summary>
    public bool Dirty { get; set; }

    /// <summary>Whether nothing of the user has to be kept yet: just added, for an event that is not handled.</summary>
    public bool IsNew { get; set; }

    /// <summary>Whether the user did something since the clock hand passed.</summary>
    public bool Touched { get; set; }

    /// <summary>What <see cref="EstimateBytes"/> gave last.</summary>
    public int Bytes { get; set; }

    /// <summary>Roughly what the unpacked state takes in memory.</summary>
    public int EstimateBytes() => ObjectBytes + State.ListBytes + (State.Traits.Count * TraitTextBytes);

    // With the places in lists, and what slabs have free.
    private const int ObjectBytes = 360;
    private const int TraitTextBytes = 40;
}
