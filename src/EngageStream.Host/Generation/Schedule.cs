namespace EngageStream.Host.Generation;

/// <summary>
/// The people by the time of what they do next: a binary heap over two arrays. Of equal times the lower index comes first, so
/// that the order never depends on the heap's history. Replacing the top costs one sift, which is what a merge does all the time.
/// </summary>
internal sealed class Schedule(int capacity)
{
    private readonly long[] _times = new long[capacity];
    private readonly int[] _people = new int[capacity];

    /// <summary>People who still do something.</summary>
    public int Count { get; private set; }

    /// <summary>Who acts next.</summary>
    public int First => _people[0];

    /// <summary>Adds a person.</summary>
    public void Add(long timeMs, int person)
    {
        int at = Count++;
        while (at > 0 && Before(timeMs, person, (at - 1) / 2))
        {
            int parent = (at - 1) / 2;
            (_times[at], _people[at]) = (_times[parent], _people[parent]);
            at = parent;
        }

        (_times[at], _people[at]) = (timeMs, person);
    }

    /// <summary>Gives the first person another time.</summary>
    public void Reschedule(long timeMs) => SiftDown(timeMs, _people[0]);

    /// <summary>Takes the first person out.</summary>
    public void RemoveFirst()
    {
        Count--;
        if (Count > 0)
        {
            SiftDown(_times[Count], _people[Count]);
        }
    }

    private void SiftDown(long timeMs, int person)
    {
        int at = 0;
        while (true)
        {
            int child = (2 * at) + 1;
            if (child >= Count)
            {
                break;
            }

            if (child + 1 < Count && Before(_times[child + 1], _people[child + 1], child))
            {
                child++;
            }

            if (Before(timeMs, person, child))
            {
                break;
            }

            (_times[at], _people[at]) = (_times[child], _people[child]);
            at = child;
        }

        (_times[at], _people[at]) = (timeMs, person);
    }

    private bool Before(long timeMs, int person, int other) =>
        timeMs < _times[other] || (timeMs == _times[other] && person < _people[other]);
}
