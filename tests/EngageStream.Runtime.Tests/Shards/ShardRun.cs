using EngageStream.Domain.Actors;
using EngageStream.Domain.Model;
using EngageStream.Domain.Time;
using EngageStream.Runtime.Shards;

namespace EngageStream.Runtime.Tests.Shards;

/// <summary>Runs operations on a shard; where it is told to obey cuts, the shard is lost and restored at them.</summary>
internal sealed class ShardRun(EngagementModel model, ShardOptions options, Func<IUserActor> actor, bool obeyCuts)
{
    private const long Start = 1_767_225_600_000; // 2026-01-01T00:00:00Z
    private readonly RecordingOutput _output = new();
    private Shard _shard = null!;
    private uint _life;

    public MemoryStateLog Log { get; } = new();

    public List<string> Lines => _output.Lines;

    public Shard Shard => _shard;

    /// <summary>Shards lost on the way.</summary>
    public int Lost { get; private set; }

    /// <summary>Shards rolled back on the way.</summary>
    public int RolledBack { get; private set; }

    public ShardRun Run(ShardOperation[] operations)
    {
        long[] times = new long[operations.Length];
        long now = Start;
        for (int i = 0; i < times.Length; i++)
        {
            times[i] = now += operations[i].StepMs;
        }

        _shard = NewShard();
        int committed = 0;
        int committedLines = 0;
        int furthest = -1;
        for (int i = 0; i < operations.Length; i++)
        {
            Do(operations[i], i, times[i]);
            if (operations[i].Kind == OperationKind.Commit)
            {
                (committed, committedLines) = (i + 1, Lines.Count);
            }

            if (obeyCuts && operations[i].Cut > 0 && i > furthest)
            {
                furthest = i;
                Lose(operations[i].Cut);
                // What was put out since the commit is put out again, the same: the comparison with the other run shows it.
                Lines.RemoveRange(committedLines, Lines.Count - committedLines);
                i = committed - 1;
            }
        }

        return this;
    }

    private void Do(ShardOperation operation, int index, long nowMs)
    {
        var position = new RecordPosition(0, index, nowMs);
        switch (operation.Kind)
        {
            case OperationKind.Event:
                ulong message = (ulong)((operation.User * 1000) + (index % 50));
                _shard.Receive(ShardModels.Event(model, $"user-{operation.User}", operation.Event, nowMs, message), position, nowMs);
                break;
            case OperationKind.Mark:
                _shard.AdvanceClock(nowMs + Durations.Hour, position);
                break;
            case OperationKind.Skip:
                _shard.Skip(position);
                break;
            case OperationKind.Fire:
                _shard.FireDueTimers(nowMs, maxTimers: 3);
                break;
            case OperationKind.Commit:
                Log.Commit(_shard);
                _shard.Passivate();
                break;
        }
    }

    private void Lose(int cut)
    {
        if (cut is 2 or 4)
        {
            Log.CommitTorn(_shard, records: cut == 2 ? 1 : 0);
        }

        if (cut >= 3)
        {
            RolledBack++;
            _shard.RollBack();
            return;
        }

        Lost++;
        _shard = NewShard();
        Log.Restore(_shard);
    }

    private Shard NewShard() => new(0, model, actor(), options with { Instance = ++_life }, _output);
}
