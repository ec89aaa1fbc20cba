namespace EngageStream.EmbeddedKafka.Groups;

/// <summary>A group with its committed offsets and the timer that wakes it.</summary>
internal sealed class GroupEntry(Group group) : IDisposable
{
    public Group Group { get; } = group;

    public Dictionary<(string Topic, int Partition), CommittedOffset> Offsets { get; } = [];

    /// <summary>Offsets of transactions that have not ended.</summary>
    public PendingOffsets Pending { get; } = new();

    public ITimer? Timer { get; set; }

    public void Dispose() => Timer?.Dispose();
}
