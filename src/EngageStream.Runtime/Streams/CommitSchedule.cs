namespace EngageStream.Runtime.Streams;

/// <summary>
/// When a stream thread commits: after the interval that is set; later while it works off a backlog. There what it puts out is late
/// already, and who acts several times between two commits is written once. A commit then waits for half of the time that the
/// backlog will take, so that less is added to how late output is than there is already, for four intervals or half a second at
/// most. Not thread-safe.
/// </summary>
internal sealed class CommitSchedule
{
    /// <summary>Outputs underway from which on a commit waits for the interval only: they take memory until it.</summary>
    public const long MostOutputs = 10_000;

    private const int MostIntervals = 4;
    private const int Part = 2;
    private static readonly TimeSpan LongestOfBacklog = TimeSpan.FromMilliseconds(500);
    private readonly TimeSpan _interval;
    private readonly TimeSpan _longest;
    private readonly TimeProvider _time;
    private TimeSpan _wait;
    private long _began;

    /// <param name="interval">The interval that is set.</param>
    /// <param name="time">The clock.</param>
    public CommitSchedule(TimeSpan interval, TimeProvider time)
    {
        _interval = interval;
        _longest = Max(interval, Min(interval * MostIntervals, LongestOfBacklog));
        _time = time;
        _wait = interval;
        _began = time.GetTimestamp();
    }

    /// <summary>Begins to wait for the next commit.</summary>
    /// <param name="taken">Records taken in since the last time.</param>
    /// <param name="backlog">Records that are there and were not taken in yet.</param>
    public void Begin(long taken, long backlog)
    {
        TimeSpan toWorkOff = taken > 0 ? _time.GetElapsedTime(_began) * ((double)backlog / taken) : TimeSpan.Zero;
        _wait = Max(_interval, Min(toWorkOff / Part, _longest));
        _began = _time.GetTimestamp();
    }

    /// <summary>Takes note that there is no backlog any more.</summary>
    public void RanDry() => _wait = _interval;

    /// <summary>Time until the next commit, negative where it is over.</summary>
    /// <param name="outputs">Outputs underway.</param>
    public TimeSpan Left(long outputs) => (outputs < MostOutputs ? _wait : _interval) - _time.GetElapsedTime(_began);

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
