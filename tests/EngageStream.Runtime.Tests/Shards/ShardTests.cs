using EngageStream.Domain.Model;
using EngageStream.Domain.Time;
using EngageStream.Runtime.Shards;

namespace EngageStream.Runtime.Tests.Shards;

public class ShardTests
{
    private static readonly EngagementModel Model = ShardModels.Small();
    private readonly ScriptedActor _actor = new();
    private readonly RecordingOutput _output = new();
    private readonly MemoryStateLog _log = new();
    private readonly Shard _shard;
    private long _offset;

    public ShardTests() => _shard = NewShard();

    [Fact]
    public void The_clock_never_goes_back()
    {
        Send("ann", 5000);
        Send("ann", 3000);
        Assert.Equal(5000, _shard.ClockMs);
        _shard.AdvanceClock(4000, null);
        Assert.Equal(5000, _shard.ClockMs);
        _shard.AdvanceClock(6000, null);
        Assert.Equal(6000, _shard.ClockMs);
    }

    [Theory]
    [InlineData(9000)]
    [InlineData(2000)]
    public void The_clock_is_the_records_time_and_never_the_events(long happenedMs)
    {
        _shard.Receive(ShardModels.Event(Model, "ann", 0, happenedMs), new RecordPosition(0, _offset++, 5000), 0);
        Assert.Equal(5000, _shard.ClockMs);
    }

    [Fact]
    public void A_record_that_the_states_include_is_skipped()
    {
        Send("ann", 5000);
        _shard.Receive(ShardModels.Event(Model, "ann", 0, 9000), new RecordPosition(0, 0, 9000), 0);
        Assert.Equal(1, _shard.Counts.Events);
        Assert.Equal(5000, _shard.ClockMs);
        Assert.Single(_output.Lines);
    }

    [Fact]
    public void A_mark_moves_the_input_offset_and_wall_time_does_not()
    {
        _shard.AdvanceClock(1000, new RecordPosition(0, 7, 900));
        Assert.Equal(8, _shard.NextInputOffset);
        Assert.True(_shard.HasChanges);
        _shard.AdvanceClock(2000, null);
        Assert.Equal(8, _shard.NextInputOffset);
    }

    [Fact]
    public void A_mark_that_the_states_include_moves_nothing()
    {
        Send("ann", 1000);
        _shard.AdvanceClock(9000, new RecordPosition(0, 0, 9000));
        Assert.Equal(1000, _shard.ClockMs);
    }

    [Fact]
    public void An_event_that_throws_leaves_no_trace_but_a_fault()
    {
        Send("ann", 1000);
        _actor.OnEvent = (user, _, _) =>
        {
            user.Sessions = 99;
            user.Stage = 2;
            throw new InvalidOperationException("bad event");
        };
        Send("ann", 2000);
        (string user, Exception error, RecordPosition cause, long? due) = Assert.Single(_output.Faults);
        Assert.Equal(("ann", "bad event", 1L, (long?)null), (user, error.Message, cause.Offset, due));
        Assert.Equal(0, _shard.Counts.ByStage[2]);
        Assert.Equal(2, _shard.NextInputOffset);

        _actor.OnEvent = (state, _, _) => Assert.Equal(0, state.Sessions);
        Send("ann", 3000);
        Assert.Single(_output.Faults);
    }

    [Fact]
    public void A_user_whose_first_event_throws_is_not_kept()
    {
        _actor.OnEvent = (_, _, _) => throw new InvalidOperationException("bad event");
        Send("ann", 1000);
        Assert.Equal(0, _shard.Counts.Users);
        Assert.Equal([0, 0, 0], _shard.Counts.ByBand);
        _log.Commit(_shard);
        _actor.OnEvent = (_, _, _) => { };
        Send("ann", 2000);
        Assert.Equal(1, _shard.Counts.Users);
    }

    [Fact]
    public void A_persons_due_timers_fire_before_the_event_each_as_of_its_due_instant()
    {
        _actor.Due = (_, now) => now < 4000 ? now + 1000 : Durations.Never;
        var fired = new List<long>();
        _actor.OnTimer = (_, due) => fired.Add(due);
        Send("ann", 1000);
        Send("ann", 10_000);
        Assert.Equal([2000, 3000, 4000], fired);
        Assert.Equal(Durations.Never, _shard.NextTimerMs);
    }

    [Fact]
    public void Timers_fire_earliest_first_and_no_more_than_asked_for()
    {
        _actor.Due = (user, now) => now < 50_000 ? 100_000 - (user.Id[0] * 100) : Durations.Never;
        foreach (string user in new[] { "a", "b", "c", "d" })
        {
            Send(user, 1000);
        }

        _shard.AdvanceClock(200_000, null);
        Assert.Equal(3, _shard.FireDueTimers(0, 3));
        Assert.Equal(["d", "c", "b"], _output.Lines.Skip(4).Select(line => line[..1]));
        Assert.Equal(1, _shard.FireDueTimers(0, 3));
        Assert.Equal(4, _shard.Counts.TimersFired);
    }

    [Fact]
    public void A_timer_ahead_of_the_clock_does_not_fire()
    {
        _actor.Due = (_, now) => now + 1000;
        Send("ann", 1000);
        Assert.Equal(2000, _shard.NextTimerMs);
        _shard.AdvanceClock(1999, null);
        Assert.Equal(0, _shard.FireDueTimers(0, 10));
    }

    [Fact]
    public void A_timer_moved_later_by_an_event_does_not_fire_at_its_old_instant()
    {
        _actor.Due = (_, now) => now + 1000;
        Send("ann", 1000);
        Send("ann", 1900);
        _shard.AdvanceClock(2500, null);
        Assert.Equal(0, _shard.FireDueTimers(0, 10));
        Assert.Equal(2900, _shard.NextTimerMs);
    }

    [Fact]
    public void A_timer_that_throws_is_disarmed_until_the_next_event_also_over_a_restart()
    {
        _actor.Due = (_, now) => now + 1000;
        _actor.OnTimer = (_, _) => throw new InvalidOperationException("bad timer");
        Send("ann", 1000);
        _shard.AdvanceClock(9000, null);
        Assert.Equal(1, _shard.FireDueTimers(0, 10));
        Assert.Equal(2000, Assert.Single(_output.Faults).DueMs);
        Assert.Equal(Durations.Never, _shard.NextTimerMs);

        _log.Commit(_shard);
        Shard restored = NewShard();
        _log.Restore(restored);
        Assert.Equal(Durations.Never, restored.NextTimerMs);
        restored.Receive(ShardModels.Event(Model, "ann", 0, 9500), new RecordPosition(0, _offset, 9500), 0);
        Assert.Equal(10_500, restored.NextTimerMs);
    }

    [Fact]
    public void An_actor_that_asks_for_a_timer_in_the_past_is_at_fault()
    {
        _actor.Due = (_, now) => now;
        Send("ann", 1000);
        Assert.Contains("for ever", Assert.Single(_output.Faults).Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Users_are_counted_by_stage_and_band_as_they_move()
    {
        _actor.OnEvent = (user, e, _) => (user.Stage, user.Band) = (e.EventIndex, (Domain.Churn.RiskBand)e.EventIndex);
        Send("ann", 1000, index: 1);
        Send("bob", 1000, index: 1);
        Send("ann", 1000, index: 2);
        Assert.Equal([0, 1, 1, 0], _shard.Counts.ByStage);
        Assert.Equal([0, 1, 1], _shard.Counts.ByBand);
    }

    [Fact]
    public void A_state_that_has_grown_too_long_is_put_back_to_the_last_commit()
    {
        Send("ann", 1000);
        _log.Commit(_shard);
        _actor.OnEvent = (user, _, now) =>
        {
            for (uint i = 0; i < 30_000; i++)
            {
                user.Cells.Add(3, 1_000_000 + (i * 1000), i + 0.3);
            }
        };
        Send("ann", 2000);
        Send("bob", 2000);
        _log.Commit(_shard);
        Assert.Equal(["ann", "bob"], _output.Faults.Select(fault => fault.User));
        Assert.Equal(1, _shard.Counts.Users);
        _log.Restore(NewShard());
    }

    [Fact]
    public void Nothing_is_taken_in_while_a_commit_is_pending()
    {
        Send("ann", 1000);
        _shard.WriteCommit(_log);
        Assert.Throws<InvalidOperationException>(() => Send("ann", 2000));
        Assert.Throws<InvalidOperationException>(() => _shard.CommitSucceeded([1]));
        _shard.CommitSucceeded([1, 2]);
        Send("ann", 2000);
    }

    [Fact]
    public void An_event_of_a_known_user_allocates_nothing()
    {
        var shard = new Shard(0, Model, _actor, ShardOptions.Default, new SilentOutput());
        var e = ShardModels.Event(Model, "ann", 0, 1000);
        _actor.Due = (_, now) => now + 10;
        // What the runtime allocates once, the first time that it comes by, does not count.
        long before = 0;
        for (int i = 0; i < 20_000; i++)
        {
            before = i == 10_000 ? GC.GetAllocatedBytesForCurrentThread() : before;
            shard.Receive(e, new RecordPosition(0, i, 1000 + (i * 3)), 0);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(20_000, shard.Counts.Events);
    }

    [Fact]
    public void Idle_users_are_packed_and_busy_ones_stay()
    {
        Send("ann", 1000);
        Send("bob", 1000 + Durations.Day);
        _log.Commit(_shard);
        _shard.Passivate();
        Assert.Equal(1, _shard.Counts.ActiveUsers);
        Send("ann", 2000 + Durations.Day);
        Assert.Contains("events=2", _output.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Above_the_limit_users_not_used_of_late_are_packed_first()
    {
        Shard shard = NewShard(new ShardOptions { MaxActiveUsers = 2 });
        for (int i = 0; i < 5; i++)
        {
            shard.Receive(ShardModels.Event(Model, $"user-{i}", 0, 1000), new RecordPosition(0, i, 1000), 0);
        }

        Assert.Equal(0, shard.Passivate());
        _log.Commit(shard);
        Assert.Equal(3, shard.Passivate());
        Assert.Equal(2, shard.Counts.ActiveUsers);
    }

    private Shard NewShard(ShardOptions? options = null) => new(0, Model, _actor, options ?? ShardOptions.Default, _output);

    private void Send(string user, long timestampMs, int index = 0) => _shard.Receive(
        ShardModels.Event(Model, user, index, timestampMs), new RecordPosition(0, _offset++, timestampMs), timestampMs);
}
