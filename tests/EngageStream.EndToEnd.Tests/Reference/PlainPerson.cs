namespace EngageStream.EndToEnd.Tests.Reference;

/// <summary>
/// All raw events of one person so far. Questions about windows are answered by going through them again: there are no buckets
/// to keep up to date that could be wrong in the same way as the engine's.
/// </summary>
internal sealed class PlainPerson(LocalDays days, ChurnNumbers churn)
{
    private readonly List<PlainEvent> _events = [];
    private readonly List<DateOnly> _dates = [];
    private readonly SortedSet<DateOnly> _activeDates = [];
    private readonly Dictionary<string, string> _traits = [];

    public LocalDays Days => days;

    /// <summary>Adds an event; true if it is the first activity on its local day.</summary>
    public bool Add(PlainEvent e)
    {
        DateOnly date = days.DateOf(e.Time);
        _events.Add(e);
        _dates.Add(date);
        foreach ((string name, string value) in e.Traits)
        {
            _traits[name] = value;
        }

        return e.IsActivity && _activeDates.Add(date);
    }

    public bool Has(string trait) => _traits.ContainsKey(trait);

    public int Total(string name) => _events.Count(e => e.Name == name);

    public bool Ever(string name) => Total(name) > 0;

    public int Count(string name, Window window, DateTimeOffset now) =>
        _events.Count(e => e.Name == name && MayCount(e, window, now) && window.LeavesAt(e.Time, days) > now);

    /// <summary>Distinct local days with activity.</summary>
    public int ActiveDays(Window window, DateTimeOffset now) => Enumerable.Range(0, _events.Count)
        .Where(i => _events[i].IsActivity && MayCount(_events[i], window, now) && window.LeavesAt(_events[i].Time, days) > now)
        .Select(i => _dates[i])
        .Distinct()
        .Count();

    /// <summary>Time since the last activity; before the first one, since the first event.</summary>
    public TimeSpan Silent(DateTimeOffset now) => now - SilentSince();

    public DateTimeOffset SilentSince() => (_events.FindLast(e => e.IsActivity) ?? _events[0]).Time;

    /// <summary>The churn risk, which rests on active days; <see langword="null"/> before the first.</summary>
    public double? Risk(DateTimeOffset now)
    {
        if (_activeDates.Count == 0)
        {
            return null;
        }

        DateOnly first = _activeDates.Min;
        double age = (now - days.StartOf(first)).TotalMilliseconds / TimeSpan.FromDays(1).TotalMilliseconds;
        int recency = _activeDates.Max.DayNumber - first.DayNumber;

        // Just after midnight on a day after the clocks went forward, the days gone by exceed the hours gone by.
        return churn.Risk(_activeDates.Count - 1, recency, Math.Max(recency, age));
    }

    /// <summary>The first millisecond in (after, until] at which the risk has reached a threshold that it is below now.</summary>
    public DateTimeOffset? RiskReaches(double threshold, DateTimeOffset after, DateTimeOffset until)
    {
        if (until <= after || Risk(until) is not { } last || last < threshold)
        {
            return null;
        }

        (long below, long reached) = (after.ToUnixTimeMilliseconds(), until.ToUnixTimeMilliseconds());
        while (reached - below > 1)
        {
            long middle = below + ((reached - below) / 2);
            (below, reached) = Risk(DateTimeOffset.FromUnixTimeMilliseconds(middle)) >= threshold ? (below, middle) : (middle, reached);
        }

        return DateTimeOffset.FromUnixTimeMilliseconds(reached);
    }

    // Spares the zone's arithmetic for events that are long past: no bucket is longer than 25 hours.
    private static bool MayCount(PlainEvent e, Window window, DateTimeOffset now) => e.Time + window.Length + TimeSpan.FromHours(25) > now;
}
