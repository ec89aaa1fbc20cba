using System.Security.Cryptography;
using EngageStream.Runtime.StateLog;

namespace EngageStream.Runtime.Savepoints;

/// <summary>
/// Writes users into a partition of the state log, in commits of a few megabytes, since a restore keeps a commit in memory
/// until its end has come.
/// </summary>
internal sealed class PartitionLoad(TargetPartition target, IStateLogWriter log, ulong modelHash, int partitions, bool replay)
{
    private const int BatchBytes = 64 * 1024;
    private const int CommitBytes = 4 * 1024 * 1024;
    private readonly uint _instance = BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(sizeof(uint)));
    private readonly StateBatchWriter _batches = new(BatchBytes, modelHash);
    private uint _sequence;
    private bool _isOpen;

    public void Add(ReadOnlySpan<byte> id, long dueMs, ReadOnlySpan<byte> state)
    {
        if (!_isOpen)
        {
            _isOpen = true;
            _batches.Begin(NextCommit(), log);
        }

        _batches.Add(id, dueMs, state, out _);
        if (_batches.Bytes >= CommitBytes)
        {
            End();
        }
    }

    /// <summary>Ends the last commit; there is always one, for it carries clock and position.</summary>
    public void Complete()
    {
        if (!_isOpen && _sequence == 0)
        {
            _batches.Begin(NextCommit(), log);
            _isOpen = true;
        }

        if (_isOpen)
        {
            End();
        }
    }

    private ulong NextCommit() => ((ulong)_instance << 32) | ++_sequence;

    private void End()
    {
        _isOpen = false;
        var record = new byte[CommitEnd.Length];
        new CommitEnd
        {
            CommitId = ((ulong)_instance << 32) | _sequence,
            Batches = _batches.Finish(),
            InputPartitions = partitions,
            Replay = replay,
            Partition = target.Partition,
            ClockMs = target.ClockMs,
            NextInputOffset = target.Position,
            LastOffset = target.Last.Offset,
            LastTimestampMs = target.Last.TimestampMs,
            Aggregates = target.Aggregates,
        }.Write(record);
        log.Append(record);
    }
}
