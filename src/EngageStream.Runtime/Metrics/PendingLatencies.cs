namespace EngageStream.Runtime.Metrics;

/// <summary>
/// The instants at which the events of a transaction began, until its commit says when they were done. Neighbours with one
/// instant share an entry: a topic stamps a whole batch alike, so an event mostly costs an increment. Not thread-safe.
/// </summary>
internal sealed class PendingLatencies
{
    /// <summary>Most entries; what comes beyond them in one transaction is not measured. Bounds the memory to 1 MB.</summary>
    public const int MaxRuns = 65_536;

    private Run[] _runs = new Run[64];
    private int _count;

    /// <summary>Takes an event that began at an instant; Unix milliseconds.</summary>
    public void Add(long atMs)
    {
        if (_count > 0 && _runs[_count - 1].AtMs == atMs)
        {
            _runs[_count - 1].Events++;
        }
        else
        {
            Begin(atMs);
        }
    }

    /// <summary>The events' commit succeeded at an instant: adds each one's latency, and forgets them.</summary>
    public void Commit(long nowMs, BucketHistogram into)
    {
        foreach (ref readonly Run run in _runs.AsSpan(0, _count))
        {
            into.Add(nowMs - run.AtMs, run.Events);
        }

        _count = 0;
    }

    /// <summary>The events' transaction was aborted: they come again.</summary>
    public void Clear() => _count = 0;

    private void Begin(long atMs)
    {
        if (_count == _runs.Length)
        {
            if (_count == MaxRuns)
            {
                return;
            }

            Array.Resize(ref _runs, _count * 2);
        }

        _runs[_count++] = new Run { AtMs = atMs, Events = 1 };
    }

    private struct Run
    {
        public long AtMs;
        public long Events;
    }
}
