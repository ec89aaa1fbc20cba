namespace EngageStream.Runtime.Savepoints.Files;

/// <summary>A savepoint without its users.</summary>
/// <param name="Header">What it is of.</param>
/// <param name="Partitions">Its partitions, by number.</param>
/// <param name="Bytes">Length of the file.</param>
public sealed record SavepointSummary(SavepointHeader Header, IReadOnlyList<SavepointPartition> Partitions, long Bytes)
{
    /// <summary>Users of all partitions.</summary>
    public long Users => Partitions.Sum(partition => partition.Users);

    /// <summary>Partitions whose input was not processed to its end.</summary>
    public IReadOnlyList<int> Undrained => [.. Partitions.Where(partition => !partition.Drained).Select(partition => partition.Partition)];
}
