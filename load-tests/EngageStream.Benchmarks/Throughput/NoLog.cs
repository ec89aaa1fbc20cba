using System.Runtime.InteropServices;
using EngageStream.Runtime.Shards;
using EngageStream.Runtime.StateLog;

namespace EngageStream.Benchmarks.Throughput;

/// <summary>A state log that keeps nothing, so that each commit succeeds at once.</summary>
internal sealed class NoLog : IStateLogWriter
{
    private readonly List<long> _offsets = [];
    private long _next;

    public void Append(ReadOnlyMemory<byte> record) => _offsets.Add(_next++);

    public void Commit(Shard shard)
    {
        _offsets.Clear();
        shard.WriteCommit(this);
        shard.CommitSucceeded(CollectionsMarshal.AsSpan(_offsets));
    }
}
