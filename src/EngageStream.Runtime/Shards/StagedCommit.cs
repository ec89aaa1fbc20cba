namespace EngageStream.Runtime.Shards;

/// <summary>Batches of a commit whose end has not been read yet.</summary>
/// <param name="commitId">The commit.</param>
/// <param name="first">Number of its first batch here; above 0 only where the log's head is cut off inside the commit.</param>
internal sealed class StagedCommit(ulong commitId, int first)
{
    public ulong CommitId { get; } = commitId;

    /// <summary>The batches in order: number of the log's record, and its bytes.</summary>
    public List<(uint Record, byte[] Bytes)> Batches { get; } = [];

    /// <summary>Number that the next batch must have.</summary>
    public int Next => first + Batches.Count;
}
