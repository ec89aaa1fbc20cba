using EngageStream.Runtime.Streams;

namespace EngageStream.Runtime.Tests.Streams;

public class CommitPaceTests
{
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(2);

    [Fact]
    public void The_limit_rises_while_it_is_reached_and_commits_are_quick()
    {
        var pace = new CommitPace(Time);
        for (int i = 0; i < 40; i++)
        {
            pace.Committed(pace.Limit, Quick);
        }

        Assert.Equal(1 << 20, pace.Limit);
    }

    [Fact]
    public void A_limit_that_is_not_reached_stays()
    {
        var pace = new CommitPace(Time);
        pace.Committed(CommitPace.First - 1, Quick);
        Assert.Equal(CommitPace.First, pace.Limit);
    }

    [Fact]
    public void The_limit_falls_to_half_of_what_a_slow_commit_took_in()
    {
        var pace = new CommitPace(Time);
        pace.Committed(300, Slow);
        Assert.Equal(150, pace.Limit);
        pace.Committed(10, Slow);
        Assert.Equal(CommitPace.Least, pace.Limit);
    }

    [Fact]
    public void A_commit_that_failed_for_want_of_time_lowers_it_at_once_and_no_other()
    {
        var pace = new CommitPace(Time);
        pace.Failed(CommitPace.First, Quick);
        Assert.Equal(CommitPace.First, pace.Limit);
        pace.Failed(CommitPace.First, Slow);
        Assert.Equal(CommitPace.First / 8, pace.Limit);
    }
}
