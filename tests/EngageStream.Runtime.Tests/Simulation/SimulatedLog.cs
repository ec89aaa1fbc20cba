using EngageStream.Runtime.Shards;
using EngageStream.Runtime.StateLog;

namespace EngageStream.Runtime.Tests.Simulation;

/// <summary>
/// A partition of the state log with transactions: records count only when their transaction's marker has come, and a reader of
/// what is committed gets no further than the first transaction that is open. Whether a transaction is decided and whether its
/// marker is there are two things, as they are in Kafka.
/// </summary>
internal sealed class SimulatedLog : IStateLogWriter
{
    private readonly List<Record> _records = [];
    private Transaction _open = new();
    private long _end = 100;
    private long _deletedBelow;

    private enum Marker
    {
        None,
        Commit,
        Abort,
    }

    /// <summary>Records of the open transaction.</summary>
    public int Written => _records.Count(record => record.Transaction == _open && record.Bytes.Length > 0);

    /// <summary>Whether some transaction's marker has not come.</summary>
    public bool HasOpen => _records.Exists(record => record.Transaction.Marker == Marker.None);

    public void Append(ReadOnlyMemory<byte> record) => _records.Add(new Record(_end++, record.ToArray(), _open));

    /// <summary>The transaction's records never arrive: the producer ends before it has sent more than some.</summary>
    public void LoseAllBut(int count)
    {
        int first = _records.FindIndex(record => record.Transaction == _open);
        if (first >= 0 && first + count < _records.Count)
        {
            _records.RemoveRange(first + count, _records.Count - first - count);
        }
    }

    /// <summary>Decides that the transaction is committed; returns what writes its marker, and the offsets of its records.</summary>
    public (Action WriteMarker, long[] Offsets) Commit() => End(Marker.Commit);

    /// <summary>Decides that it is aborted.</summary>
    public Action Abort() => End(Marker.Abort).WriteMarker;

    /// <summary>Deletes what is superseded.</summary>
    public void DeleteBelow(long offset)
    {
        _deletedBelow = Math.Max(_deletedBelow, offset);
        _records.RemoveAll(record => record.Offset < _deletedBelow);
    }

    /// <summary>Restores a shard. Waits for markers up to where the log ended at the beginning.</summary>
    /// <param name="shard">A new shard.</param>
    /// <param name="awaitMarker">Called when an open transaction is in the way.</param>
    /// <param name="sabotage">What is done wrong.</param>
    public void Restore(Shard shard, Action awaitMarker, Sabotage sabotage)
    {
        ShardRestorer restorer = shard.BeginRestore();
        long end = _end;
        foreach (Record record in _records.ToArray())
        {
            while (record.Transaction.Marker == Marker.None && record.Offset < end && sabotage != Sabotage.MarkersAreNotAwaited)
            {
                awaitMarker();
            }

            if (record.Transaction.Marker == Marker.None)
            {
                break;
            }

            bool counts = record.Transaction.Marker == Marker.Commit || sabotage == Sabotage.AbortedBatchesCount;
            if (counts && record.Bytes.Length > 0)
            {
                restorer.Apply(sabotage == Sabotage.ClockIsLost ? WithoutClock(record.Bytes) : record.Bytes, record.Offset);
            }
        }

        restorer.Complete();
    }

    private static byte[] WithoutClock(byte[] bytes)
    {
        byte[] copy = [.. bytes];
        if (copy[0] == (byte)RecordKind.End)
        {
            (CommitEnd.Read(copy) with { ClockMs = 0 }).Write(copy);
        }

        return copy;
    }

    private (Action WriteMarker, long[] Offsets) End(Marker marker)
    {
        Transaction transaction = _open;
        long[] offsets = [.. _records.Where(record => record.Transaction == transaction).Select(record => record.Offset)];
        _open = new Transaction();
        return (() =>
        {
            transaction.Marker = marker;
            _records.Add(new Record(_end++, [], transaction));
        }, offsets);
    }

    private sealed class Transaction
    {
        public Marker Marker { get; set; }
    }

    private sealed record Record(long Offset, byte[] Bytes, Transaction Transaction);
}
