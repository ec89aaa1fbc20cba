using EngageStream.Domain.Time;

namespace EngageStream.Host.Replay;

/// <summary>
/// When a replay says what time it is: at every full step of the clock from the first event on, and at the end. Shards without
/// events learn from the marks that time has passed (design: in replay the wall clock is off).
/// </summary>
/// <param name="everyMs">Distance of marks in milliseconds.</param>
public sealed class ClockMarks(long everyMs)
{
    private long _nextMs = Durations.Never;

    /// <summary>Gives the marks that are due before an event at this time.</summary>
    public void Before(long timeMs, IEventSink sink)
    {
        if (_nextMs == Durations.Never)
        {
            _nextMs = (timeMs / everyMs * everyMs) + everyMs;
        }

        for (; _nextMs <= timeMs; _nextMs += everyMs)
        {
            sink.ClockMark(_nextMs);
        }
    }

    /// <summary>The next mark before an event at this time, or <see cref="Durations.Never"/>.</summary>
    public long NextMs => _nextMs;

    /// <summary>Gives the remaining marks and the end mark.</summary>
    public void End(long endMs, IEventSink sink)
    {
        Before(endMs, sink);
        if (_nextMs - everyMs != endMs)
        {
            sink.ClockMark(endMs);
        }
    }
}
