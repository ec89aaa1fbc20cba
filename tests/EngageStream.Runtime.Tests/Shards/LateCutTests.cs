using EngageStream.Domain.Actors;
using EngageStream.Domain.Model;
using EngageStream.Domain.Time;
using EngageStream.Runtime.Shards;
using EngageStream.Runtime.StateLog;

namespace EngageStream.Runtime.Tests.Shards;

/// <summary>A cut of the log that a former owner asked for may arrive long after its successor has gone on.</summary>
public class LateCutTests
{
    private const long Start = 1_767_225_600_000;
    private static readonly EngagementModel Model = ShardModels.Small();
    private static readonly ShardOptions SmallLog = new() { MaxBatchBytes = 400, LogSlackBytes = 2048 };

    [Fact]
    public void A_late_cut_of_a_former_owner_takes_nothing_that_its_successor_needs()
    {
        int cuts = 0;
        for (int seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var log = new KeptLog();
            Shard owner = NewShard(1);
            long cut = Work(owner, log, random, commits: 1 + random.Next(20));
            cuts += cut > 0 ? 1 : 0;

            // The owner wakes, works on, and is refused: what it would have superseded must stay.
            Change(owner, random);
            owner.WriteCommit(new KeptLog());
            owner.RollBack();

            Shard successor = log.Restore(NewShard(2), from: 0);
            Work(successor, log, random, commits: random.Next(5));
            Shard third = log.Restore(NewShard(3), from: cut);
            Assert.Equal(ShardDump.Of(successor), ShardDump.Of(third));
        }

        Assert.True(cuts > 100, $"Only {cuts} cuts: the property was not put to the test.");
    }

    private static long Work(Shard shard, KeptLog log, Random random, int commits)
    {
        long cut = 0;
        for (int i = 0; i < commits; i++)
        {
            Change(shard, random);
            cut = log.Commit(shard);
        }

        return cut;
    }

    private static void Change(Shard shard, Random random)
    {
        for (int i = random.Next(1, 12); i > 0; i--)
        {
            long at = Start + (shard.NextInputOffset * Durations.Minute);
            shard.Receive(ShardModels.Event(Model, $"user-{random.Next(15)}", random.Next(3), at), new RecordPosition(0, shard.NextInputOffset, at), at);
        }
    }

    private static Shard NewShard(uint instance) => new(0, Model, new UserActor(Model), SmallLog with { Instance = instance }, new SilentOutput());

    /// <summary>A log that nobody cuts.</summary>
    private sealed class KeptLog : IStateLogWriter
    {
        private readonly List<byte[]> _records = [];

        public void Append(ReadOnlyMemory<byte> record) => _records.Add(record.ToArray());

        public long Commit(Shard shard)
        {
            int before = _records.Count;
            shard.WriteCommit(this);
            return shard.CommitSucceeded([.. Enumerable.Range(before, _records.Count - before).Select(i => (long)i)]);
        }

        public Shard Restore(Shard shard, long from)
        {
            ShardRestorer restorer = shard.BeginRestore();
            for (int i = (int)from; i < _records.Count; i++)
            {
                restorer.Apply(_records[i], i);
            }

            restorer.Complete();
            return shard;
        }
    }
}
