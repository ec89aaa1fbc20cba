using EngageStream.Runtime.Shards;

namespace EngageStream.Runtime.Restore;

/// <summary>
/// The restore of one shard: made by a stream thread at an assignment, worked on by the thread's restorer, which alone
/// touches the shard until it hands it back complete.
/// </summary>
internal sealed class RestoreRequest(int partition, Func<Shard> createShard)
{
    private long _low;
    private long _next;
    private long _high = -1;
    private volatile bool _cancelled;

    /// <summary>Partition of input and state log.</summary>
    public int Partition { get; } = partition;

    /// <summary>Where the outputs of a shard that was a warm copy go.</summary>
    public IShardOutput? Output { get; init; }

    /// <summary>Whether the shard was a warm copy.</summary>
    public bool WasWarm { get; set; }

    /// <summary>The shard; complete once the request is handed back.</summary>
    public Shard? Shard { get; set; }

    /// <summary>Where input goes on: the state log's position, else the group's; <see langword="null"/> for the beginning.</summary>
    public long? ResumeAt { get; set; }

    /// <summary>Records of the log read, all attempts together.</summary>
    public long Records { get; private set; }

    /// <summary>Bytes of the log read, all attempts together.</summary>
    public long Bytes { get; private set; }

    /// <summary>How long it took, all attempts together; set when the request is handed back.</summary>
    public TimeSpan Duration { get; set; }

    /// <summary>Whether the partition was taken away meanwhile.</summary>
    public bool Cancelled => _cancelled;

    /// <summary>Share of the log that is read, 0 to 1.</summary>
    public double Progress
    {
        get
        {
            long high = Volatile.Read(ref _high);
            long low = Volatile.Read(ref _low);
            return high < 0 ? 0 : high <= low ? 1 : Math.Clamp((double)(Volatile.Read(ref _next) - low) / (high - low), 0, 1);
        }
    }

    /// <summary>What remains to be done for a shard that is complete: input goes on at an offset.</summary>
    public static RestoreRequest Restored(Shard shard, long? resumeAt)
    {
        var request = new RestoreRequest(shard.Partition, () => shard) { Shard = shard, ResumeAt = resumeAt };
        request.Begin(0, 0);
        return request;
    }

    /// <summary>Makes an empty shard; again at each attempt.</summary>
    public Shard CreateShard() => createShard();

    /// <summary>Gives up.</summary>
    public void Cancel() => _cancelled = true;

    /// <summary>Starts to count progress through the log.</summary>
    public void Begin(long low, long high)
    {
        Volatile.Write(ref _low, low);
        Volatile.Write(ref _next, low);
        Volatile.Write(ref _high, high);
    }

    /// <summary>Counts a record of the log.</summary>
    public void Read(int bytes)
    {
        Records++;
        Bytes += bytes;
    }

    /// <summary>Counts progress up to an offset.</summary>
    public void Reached(long next) => Volatile.Write(ref _next, next);
}
