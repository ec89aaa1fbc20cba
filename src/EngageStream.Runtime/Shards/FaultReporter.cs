namespace EngageStream.Runtime.Shards;

/// <summary>Counts faults and hands them on.</summary>
internal sealed class FaultReporter(Shard shard, ShardStore store, IShardOutput output)
{
    public void Report(ReadOnlySpan<byte> userId, Exception error, long? dueMs)
    {
        store.Counts.Faults++;
        output.Fault(shard, userId, error, store.Last, dueMs);
    }
}
