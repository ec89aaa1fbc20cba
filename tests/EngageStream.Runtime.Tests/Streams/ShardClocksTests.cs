using EngageStream.Domain.Actors;
using EngageStream.Domain.Effects;
using EngageStream.Domain.State;
using EngageStream.Runtime.Restore;
using EngageStream.Runtime.Shards;
using EngageStream.Runtime.Streams;
using EngageStream.Runtime.Tests.Hosting;

namespace EngageStream.Runtime.Tests.Streams;

public class ShardClocksTests
{
    private readonly Assignment _assignment = new(1);
    private readonly Shard _shard;
    private EndOffsets.Snapshot _ends = new(0, [0]);

    public ShardClocksTests()
    {
        var model = TestModel.Create();
        _shard = new Shard(0, model, new UserActor(model), ShardOptions.Default, new NoOutput());
        var request = new RestoreRequest(0, () => _shard) { Shard = _shard };
        _assignment.Begin(request);
        _assignment.Run(request);
        _shard.Skip(new RecordPosition(0, 4, 1_000));
    }

    [Fact]
    public void A_shard_with_a_backlog_stays_where_its_records_are()
    {
        _ends = new EndOffsets.Snapshot(9_000, [6]);
        Clocks(live: true).FollowWallTime();
        Assert.Equal(1_000, _shard.ClockMs);
    }

    [Fact]
    public void A_shard_that_has_read_all_follows_to_the_instant_of_the_question()
    {
        _ends = new EndOffsets.Snapshot(9_000, [5]);
        Clocks(live: true).FollowWallTime();
        Assert.Equal(9_000, _shard.ClockMs);
    }

    [Fact]
    public void A_shard_that_reads_the_rest_follows_the_same_answer()
    {
        _ends = new EndOffsets.Snapshot(9_000, [6]);
        ShardClocks clocks = Clocks(live: true);
        clocks.FollowWallTime();
        _shard.Skip(new RecordPosition(0, 5, 2_000));
        clocks.FollowWallTime();
        Assert.Equal(9_000, _shard.ClockMs);
    }

    [Fact]
    public void A_marker_at_the_end_of_the_partition_is_no_backlog()
    {
        _ends = new EndOffsets.Snapshot(9_000, [6]);
        _assignment.SawEnd(0, 6);
        Clocks(live: true).FollowWallTime();
        Assert.Equal(9_000, _shard.ClockMs);
    }

    [Fact]
    public void Before_the_first_answer_and_in_replay_wall_time_moves_nothing()
    {
        Clocks(live: true).FollowWallTime();
        _ends = new EndOffsets.Snapshot(9_000, [5]);
        Clocks(live: false).FollowWallTime();
        Assert.Equal(1_000, _shard.ClockMs);
    }

    private ShardClocks Clocks(bool live) => new(_assignment, () => _ends, live);

    private sealed class NoOutput : IShardOutput
    {
        public void Publish(Shard shard, UserState user, EffectBuffer effects, in RecordPosition cause, long clockMs)
        {
        }

        public void Fault(Shard shard, ReadOnlySpan<byte> userId, Exception error, in RecordPosition cause, long? dueMs) => Assert.Fail(error.ToString());
    }
}
