using EngageStream.Runtime.StateLog;

namespace EngageStream.Runtime.Shards;

/// <summary>
/// Puts the batches of commits together, so that a commit is complete or ignored. Commits may be mixed: an owner that has
/// lost the partition may still be writing while the next one writes already.
/// </summary>
internal sealed class CommitStage
{
    // A crash leaves one incomplete commit behind. Those of long ago are not kept.
    private const int MaxStaged = 8;

    private readonly List<StagedCommit> _staged = [];
    private bool _isHead = true;

    /// <summary>Whether no batch waits for the end of its commit.</summary>
    public bool IsEmpty => _staged.Count == 0;

    /// <summary>Takes a batch.</summary>
    public void Add(in BatchHeader header, uint record, ReadOnlySpan<byte> bytes)
    {
        StagedCommit? commit = Find(header.CommitId);
        // The first batch begins a commit, also one whose id was used by an attempt that failed. So does the first record of a
        // log, for its head may have been cut off inside a commit.
        if (header.Index == 0 || _isHead)
        {
            Remove(commit);
            commit = new StagedCommit(header.CommitId, header.Index);
            _staged.Add(commit);
        }

        _isHead = false;
        if (commit?.Next == header.Index)
        {
            commit.Batches.Add((record, bytes.ToArray()));
        }
        else
        {
            Remove(commit);
        }

        if (_staged.Count > MaxStaged)
        {
            _staged.RemoveAt(0);
        }
    }

    /// <summary>Takes the end of a commit and gives its batches; <see langword="null"/> where it is not complete.</summary>
    public StagedCommit? Complete(in CommitEnd end)
    {
        StagedCommit? commit = Find(end.CommitId);
        if (commit is null && (end.Batches == 0 || _isHead))
        {
            commit = new StagedCommit(end.CommitId, end.Batches);
        }

        _isHead = false;
        Remove(commit);
        return commit?.Next == end.Batches ? commit : null;
    }

    private StagedCommit? Find(ulong commitId) => _staged.Find(commit => commit.CommitId == commitId);

    private void Remove(StagedCommit? commit)
    {
        if (commit is not null)
        {
            _staged.Remove(commit);
        }
    }
}
