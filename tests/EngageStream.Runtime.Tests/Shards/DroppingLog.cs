using EngageStream.Runtime.Shards;
using EngageStream.Runtime.StateLog;

namespace EngageStream.Runtime.Tests.Shards;

/// <summary>A state log that keeps nothing but its offsets, for measurements.</summary>
internal sealed class DroppingLog : IStateLogWriter
{
    private readonly List<long> _offsets = [];
    private long _nextOffset;

    public void Append(ReadOnlyMemory<byte> record) => _offsets.Add(_nextOffset++);

    public void Commit(Shard shard)
    {
        _offsets.Clear();
        shard.WriteCommit(this);
        shard.CommitSucceeded(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_offsets));
    }
}
