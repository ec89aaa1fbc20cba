using EngageStream.Redis.Connections;
using EngageStream.Redis.Profiles;

namespace EngageStream.Redis.Projection;

/// <summary>A partition that this process owns. Changed by the projection's thread only; metrics read single numbers.</summary>
internal sealed class ProjectedPartition(int number)
{
    private long _committed;
    private long _high;

    /// <summary>Its number.</summary>
    public int Number { get; } = number;

    /// <summary>What is done with it.</summary>
    public PartitionState State { get; private set; } = PartitionState.Positioning;

    /// <summary>Goes up whenever the position is read anew: what was sent before counts no more.</summary>
    public int Epoch { get; private set; }

    /// <summary>Whether the consumer has stopped to fetch it.</summary>
    public bool IsPaused { get; set; }

    /// <summary>Round of the projection.</summary>
    public long Generation { get; private set; }

    /// <summary>Phase of a rebuild, and the offset at which it has read all.</summary>
    public (RebuildPhase Phase, long Until) Rebuild { get; set; }

    /// <summary>Offset of the next record to take.</summary>
    public long Next { get; private set; }

    /// <summary>Offset behind the last batch sent.</summary>
    public long Sent { get; private set; }

    /// <summary>Offset up to which Redis has said yes.</summary>
    public long Committed => Volatile.Read(ref _committed);

    /// <summary>End of the partition, as last heard.</summary>
    public long High
    {
        get => Volatile.Read(ref _high);
        set => Volatile.Write(ref _high, value);
    }

    /// <summary>Whether the end of the partition was reached at <see cref="Next"/>.</summary>
    public bool AtEnd { get; private set; }

    /// <summary>What is to be sent next.</summary>
    public ProfileBatch Batch { get; } = new();

    /// <summary>Whether there is something to send: records, or only a position that has moved.</summary>
    public bool HasUnsent => State == PartitionState.Reading && Next != Sent;

    /// <summary>Begins anew from the position in Redis.</summary>
    public void Reposition()
    {
        State = PartitionState.Positioning;
        Epoch++;
        AtEnd = false;
        Batch.Clear();
    }

    /// <summary>Takes the position that Redis has.</summary>
    public void Take(StoredPosition position)
    {
        State = PartitionState.Seeking;
        Generation = position.Generation;
        Rebuild = (position.Phase, position.Until);
        Next = Sent = position.Offset;
        Volatile.Write(ref _committed, position.Offset);
    }

    /// <summary>The consumer is there.</summary>
    public void Begin() => State = PartitionState.Reading;

    /// <summary>A record has been taken.</summary>
    public void Took(long offset)
    {
        Next = offset + 1;
        AtEnd = false;
    }

    /// <summary>The end has been reached; markers of transactions before it are passed over.</summary>
    public void Ended(long offset)
    {
        Next = Math.Max(Next, offset);
        AtEnd = true;
    }

    /// <summary>All that was taken is on its way.</summary>
    public void HasSent()
    {
        Sent = Next;
        Batch.Clear();
    }

    /// <summary>Redis has a batch.</summary>
    public void HasCommitted(long offset) => Volatile.Write(ref _committed, offset);
}
