using EngageStream.Runtime.Streams;

namespace EngageStream.Runtime.Tests.Streams;

public class CommitScheduleTests
{
    private readonly Clock _clock = new();

    [Theory]
    [InlineData(100, 0, 100)]
    [InlineData(100, 1_500, 100)]
    [InlineData(100, 4_000, 200)]
    [InlineData(100, 8_000, 400)]
    [InlineData(100, 1_000_000, 400)]
    [InlineData(20, 1_000_000, 80)]
    [InlineData(200, 1_000_000, 500)]
    [InlineData(500, 1_000_000, 500)]
    [InlineData(5_000, 1_000_000, 5_000)]
    public void The_longer_a_backlog_will_take_the_longer_a_commit_waits(int intervalMs, int backlog, int expectedMs)
    {
        CommitSchedule schedule = New(intervalMs);
        Assert.Equal(intervalMs, Left(schedule));

        // Ten records a millisecond.
        _clock.Pass(intervalMs);
        schedule.Begin(intervalMs * 10, backlog);
        Assert.Equal(expectedMs, Left(schedule));
        _clock.Pass(30);
        Assert.Equal(expectedMs - 30, Left(schedule));

        schedule.RanDry();
        Assert.Equal(intervalMs - 30, Left(schedule));
    }

    [Fact]
    public void The_pace_is_what_was_taken_in_since_the_last_commit()
    {
        CommitSchedule schedule = New(100);
        _clock.Pass(400);
        schedule.Begin(1_000, 1_000);
        Assert.Equal(200, Left(schedule));
        _clock.Pass(200);
        schedule.Begin(1_000, 1_000);
        Assert.Equal(100, Left(schedule));
    }

    [Fact]
    public void Where_nothing_was_taken_in_a_commit_waits_for_the_interval()
    {
        CommitSchedule schedule = New(100);
        _clock.Pass(100);
        schedule.Begin(0, 1_000_000);
        Assert.Equal(100, Left(schedule));
    }

    [Fact]
    public void Many_outputs_underway_are_not_kept_waiting()
    {
        CommitSchedule schedule = New(100);
        _clock.Pass(100);
        schedule.Begin(1, 1_000);
        Assert.Equal(400, Left(schedule, CommitSchedule.MostOutputs - 1));
        Assert.Equal(100, Left(schedule, CommitSchedule.MostOutputs));
        _clock.Pass(130);
        Assert.Equal(-30, Left(schedule, CommitSchedule.MostOutputs));
    }

    private static double Left(CommitSchedule schedule, long outputs = 0) => schedule.Left(outputs).TotalMilliseconds;

    private CommitSchedule New(int intervalMs) => new(TimeSpan.FromMilliseconds(intervalMs), _clock);

    private sealed class Clock : TimeProvider
    {
        private long _ms;

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => _ms;

        public void Pass(int ms) => _ms += ms;
    }
}
