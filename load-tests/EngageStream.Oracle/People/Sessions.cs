namespace EngageStream.Oracle.People;

/// <summary>
/// Counts sessions (UA3). An activity more than the gap after the last one begins a session. A late one may make the current
/// session begin earlier, and one of an earlier session changes nothing.
/// </summary>
internal sealed record Sessions(long GapMs)
{
    public int Count { get; private set; }

    private long FirstMs { get; set; }

    private long LastMs { get; set; }

    public void Add(long timeMs)
    {
        if (Count == 0 || timeMs > LastMs + GapMs)
        {
            (Count, FirstMs, LastMs) = (Count + 1, timeMs, timeMs);
        }
        else if (timeMs >= FirstMs)
        {
            LastMs = Math.Max(LastMs, timeMs);
        }
        else if (timeMs >= FirstMs - GapMs)
        {
            FirstMs = timeMs;
        }
    }
}
