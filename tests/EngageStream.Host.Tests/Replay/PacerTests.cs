using EngageStream.Host.Replay;

namespace EngageStream.Host.Tests.Replay;

public sealed class PacerTests
{
    [Fact]
    public void A_day_takes_a_second_at_a_factor_of_86400()
    {
        var time = new SteppedTime();
        var pacer = new Pacer(86_400, time);
        Assert.True(pacer.WaitFor(1_000_000, CancellationToken.None).AsTask().IsCompleted);
        Task day = pacer.WaitFor(1_000_000 + 86_400_000, CancellationToken.None).AsTask();
        Assert.False(day.IsCompleted);
        Assert.Equal(TimeSpan.FromSeconds(1), time.AskedFor);
    }

    [Fact]
    public void A_rate_is_held_and_what_was_missed_is_caught_up()
    {
        var time = new SteppedTime();
        var limiter = new RateLimiter(10, time);
        Assert.True(limiter.WaitForNext(CancellationToken.None).AsTask().IsCompleted);
        time.Elapsed = TimeSpan.FromMilliseconds(205);
        Assert.True(limiter.WaitForNext(CancellationToken.None).AsTask().IsCompleted);
        Assert.True(limiter.WaitForNext(CancellationToken.None).AsTask().IsCompleted);
        Assert.False(limiter.WaitForNext(CancellationToken.None).AsTask().IsCompleted);
        Assert.Equal(TimeSpan.FromMilliseconds(95), time.AskedFor);
    }

    /// <summary>Stands still but for what the test says; notes the wait that was asked for.</summary>
    private sealed class SteppedTime : TimeProvider
    {
        public TimeSpan Elapsed { get; set; }

        public TimeSpan AskedFor { get; private set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Elapsed.Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            AskedFor = dueTime;
            return new NoTimer();
        }

        private sealed class NoTimer : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
