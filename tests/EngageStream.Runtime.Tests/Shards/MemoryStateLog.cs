using EngageStream.Runtime.Shards;
using EngageStream.Runtime.StateLog;

namespace EngageStream.Runtime.Tests.Shards;

/// <summary>A partition of the state log in memory. Offsets leave gaps, as transaction markers do.</summary>
internal sealed class MemoryStateLog : IStateLogWriter
{
    private readonly List<byte[]> _written = [];
    private long _nextOffset = 100;

    public List<(long Offset, byte[] Bytes)> Records { get; } = [];

    public long Bytes => Records.Sum(record => (long)record.Bytes.Length);

    /// <summary>Bytes of the last commit.</summary>
    public long LastCommitBytes { get; private set; }

    public void Append(ReadOnlyMemory<byte> record) => _written.Add(record.ToArray());

    /// <summary>Commits and deletes what is superseded.</summary>
    public void Commit(Shard shard)
    {
        shard.WriteCommit(this);
        LastCommitBytes = _written.Sum(record => (long)record.Length);
        long[] offsets = Land(_written.Count);
        long keepFrom = shard.CommitSucceeded(offsets);
        Records.RemoveAll(record => record.Offset < keepFrom);
    }

    /// <summary>Writes a commit of which only the first records arrive.</summary>
    public void CommitTorn(Shard shard, int records)
    {
        shard.WriteCommit(this);
        Land(Math.Min(records, _written.Count - 1));
    }

    public void Restore(Shard shard)
    {
        ShardRestorer restorer = shard.BeginRestore();
        foreach ((long offset, byte[] bytes) in Records)
        {
            restorer.Apply(bytes, offset);
        }

        restorer.Complete();
    }

    /// <summary>What was appended by hand arrives.</summary>
    public void LandAll() => Land(_written.Count);

    private long[] Land(int count)
    {
        long[] offsets = [.. Enumerable.Range(0, count).Select(i => _nextOffset + i)];
        for (int i = 0; i < count; i++)
        {
            Records.Add((offsets[i], _written[i]));
        }

        _nextOffset += count + 1;
        _written.Clear();
        return offsets;
    }
}
