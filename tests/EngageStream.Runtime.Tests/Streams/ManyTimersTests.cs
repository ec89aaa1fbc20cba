using System.Text;
using EngageStream.Domain.Events;
using EngageStream.Domain.Time;
using EngageStream.Runtime.Restore;
using EngageStream.Runtime.Shards;
using EngageStream.Runtime.Streams;
using EngageStream.Runtime.Tests.Shards;

namespace EngageStream.Runtime.Tests.Streams;

public class ManyTimersTests
{
    private const int Timers = 1_000_000;
    private const long NineMs = 1_767_254_400_000; // 2026-01-01T08:00:00Z, nine o'clock in Berlin
    private const int TimersPerTurn = 20 * 64;

    [Fact]
    public void A_million_timers_due_at_one_instant_let_a_record_through_after_every_turn()
    {
        var model = ShardModels.Small();
        var fired = new long[2];
        var actor = new ScriptedActor
        {
            Due = (_, now) => now < NineMs ? NineMs : Durations.Never,
            OnTimer = (_, due) => fired[due == NineMs ? 1 : 0]++,
        };
        var shard = new Shard(0, model, actor, new ShardOptions { MaxActiveUsers = 20_000 }, new SilentOutput());
        var log = new DroppingLog();
        var e = new InputEvent(model.Schema);
        long offset = 0;
        for (int i = 0; i < Timers; i++)
        {
            Send($"user-{i}", NineMs - 1);
            if (i % 10_000 == 0)
            {
                log.Commit(shard);
                shard.Passivate();
            }
        }

        // Each look at the watch takes a millisecond, so a turn of twenty is over after twenty slices.
        var ends = new EndOffsets.Snapshot(0, [0]);
        var clocks = new ShardClocks(Running(shard), () => ends, live: true, new Ticking());
        Assert.Equal(Timers, shard.Counts.PendingTimers);
        shard.AdvanceClock(NineMs, null);
        int turns = 0;
        bool left = true;
        for (; left; turns++)
        {
            left = clocks.FireDue(NineMs);
            Assert.Equal(Math.Min(Timers, (turns + 1L) * TimersPerTurn), fired[1]);
            // A stranger's record is handled at once, however many timers wait.
            long events = shard.Counts.Events;
            Send($"stranger-{turns}", NineMs);
            Assert.Equal(events + 1, shard.Counts.Events);
            log.Commit(shard);
            shard.Passivate();
        }

        Assert.Equal((Timers + TimersPerTurn - 1) / TimersPerTurn, turns);
        Assert.Equal([0, Timers], fired);
        Assert.Equal(0, shard.Counts.PendingTimers);

        void Send(string user, long atMs)
        {
            ShardModels.Fill(e, Encoding.UTF8.GetBytes(user), 0, atMs);
            shard.Receive(e, new RecordPosition(0, offset++, atMs), atMs);
        }
    }

    private static Assignment Running(Shard shard)
    {
        var assignment = new Assignment(1);
        var request = new RestoreRequest(0, () => shard) { Shard = shard };
        assignment.Begin(request);
        assignment.Run(request);
        return assignment;
    }

    private sealed class Ticking : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => 1_000;

        public override long GetTimestamp() => _now++;
    }
}
