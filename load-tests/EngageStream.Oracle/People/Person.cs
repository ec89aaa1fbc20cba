using EngageStream.Oracle.Input;
using EngageStream.Oracle.Rules;

namespace EngageStream.Oracle.People;

/// <summary>
/// All raw events of one person so far. Questions are answered by going through them again: there is nothing to keep up to date
/// that could be wrong in the same way as the engine's.
/// </summary>
internal sealed class Person
{
    private const long LongestBucketMs = 25 * 3600 * 1000;
    private const int RememberedMessages = 64;
    private const long RememberedMinutes = 24 * 60;
    private readonly Playbook _playbook;
    private readonly LocalDays _days;
    private readonly List<InputEvent> _events;
    private readonly List<(string Id, long Minute)> _messages;
    private readonly SortedSet<DateOnly> _activeDates;
    private readonly Dictionary<string, object> _traits;
    private readonly Sessions _sessions;
    private readonly SortedSet<long> _leaving;

    public Person(Playbook playbook, LocalDays days)
    {
        _playbook = playbook;
        _days = days;
        _events = [];
        _messages = [];
        _activeDates = [];
        _traits = [];
        _sessions = new Sessions(playbook.SessionGapMs);
        _leaving = [];
    }

    /// <summary>A copy that goes its own way.</summary>
    public Person(Person other)
    {
        _playbook = other._playbook;
        _days = other._days;
        _events = [.. other._events];
        _messages = [.. other._messages];
        _activeDates = [.. other._activeDates];
        _traits = new Dictionary<string, object>(other._traits);
        _sessions = other._sessions with { };
        _leaving = [.. other._leaving];
    }

    public int Events => _events.Count;

    public int Sessions => _sessions.Count;

    public int ActiveDays => _activeDates.Count;

    public IReadOnlyDictionary<string, object> Traits => _traits;

    public long FirstSeenMs => _events.Min(e => e.TimeMs);

    /// <summary>0 before the first activity.</summary>
    public long LastActivityMs => _events.Where(IsActivity).Select(e => e.TimeMs).DefaultIfEmpty().Max();

    /// <summary>Whether a message id was seen within 24 hours (by minutes) among the last 64 of this person (IN5, D8).</summary>
    public bool IsDuplicate(InputEvent e, long nowMs) => e.MessageId is not null
        && _messages.TakeLast(RememberedMessages).Any(m => m.Id == e.MessageId && Minute(nowMs) < m.Minute + RememberedMinutes);

    /// <summary>Adds an event that is no duplicate.</summary>
    /// <returns>Whether it is the first activity on its local day, and whether it says something new about the person.</returns>
    public (bool NewActiveDay, bool TraitsChanged) Add(InputEvent e, long nowMs)
    {
        _events.Add(e);
        if (e.MessageId is not null)
        {
            _messages.Add((e.MessageId, Minute(nowMs)));
        }

        _leaving.UnionWith(_playbook.StageWindows.Select(window => window.LeavesAt(e.TimeMs, _days)));
        bool traitsChanged = false;
        foreach ((string name, object value) in e.Traits.Where(trait => _playbook.Traits.Contains(trait.Key)))
        {
            traitsChanged |= !_traits.TryGetValue(name, out object? known) || !known.Equals(value);
            _traits[name] = value;
        }

        if (!IsActivity(e))
        {
            return (false, traitsChanged);
        }

        _sessions.Add(e.TimeMs);
        return (_activeDates.Add(_days.DateOf(e.TimeMs)), traitsChanged);
    }

    public string? Trait(string name) => _traits.TryGetValue(name, out object? value) ? value as string : null;

    public int Total(string name) => _events.Count(e => e.Name == name);

    /// <summary>When an event last happened; 0 for never.</summary>
    public long Last(string name) => _events.Where(e => e.Name == name).Select(e => e.TimeMs).DefaultIfEmpty().Max();

    public int Count(string name, Window window, long nowMs) => _events.Count(e => e.Name == name && Counts(e, window, nowMs));

    public double Sum(string name, string property, Window window, long nowMs) =>
        _events.Where(e => e.Name == name && Counts(e, window, nowMs)).Sum(e => e.Number(property) ?? 0);

    /// <summary>Distinct local days with activity.</summary>
    public int ActiveDaysIn(Window window, long nowMs) =>
        _events.Where(e => IsActivity(e) && Counts(e, window, nowMs)).Select(e => _days.DateOf(e.TimeMs)).Distinct().Count();

    public long? Since(string name, long nowMs) => Last(name) is var last and > 0 ? Math.Max(0, nowMs - last) : null;

    /// <summary>Time since the last activity; before the first one, since the first event.</summary>
    public long Silent(long nowMs) => Math.Max(0, nowMs - SilentSinceMs);

    /// <summary>The churn risk, which rests on active days; <see langword="null"/> before the first.</summary>
    public double? Risk(long nowMs)
    {
        if (_activeDates.Count == 0)
        {
            return null;
        }

        DateOnly first = _activeDates.Min;
        double age = (nowMs - _days.StartOf(first)) / 86_400_000.0;
        int recency = _activeDates.Max.DayNumber - first.DayNumber;

        // Just after midnight on a day after the clocks went forward, the days gone by exceed the hours gone by.
        return _playbook.Churn.Risk(_activeDates.Count - 1, recency, Math.Max(recency, age));
    }

    /// <summary>Instants after now, up to a limit, at which silence alone may change stage or band: never too few.</summary>
    public IEnumerable<long> Changes(int band, long nowMs, long limitMs)
    {
        IEnumerable<long> silences = _playbook.Silences.Select(silence => SilentSinceMs + silence);
        IEnumerable<long> leaving = nowMs < limitMs ? _leaving.GetViewBetween(nowMs + 1, limitMs).Take(1) : [];
        IEnumerable<long> crossing = RiskReaches(band == 0 ? _playbook.Churn.Medium : _playbook.Churn.High, nowMs, limitMs);
        return silences.Concat(leaving).Concat(band < 2 ? crossing : []).Where(instant => instant > nowMs && instant <= limitMs);
    }

    // The first millisecond at which the risk has reached a threshold that it is below now.
    private IEnumerable<long> RiskReaches(double threshold, long afterMs, long untilMs)
    {
        if (untilMs <= afterMs || Risk(untilMs) is not double last || last < threshold)
        {
            yield break;
        }

        (long below, long reached) = (afterMs, untilMs);
        while (reached - below > 1)
        {
            long middle = below + ((reached - below) / 2);
            (below, reached) = Risk(middle) >= threshold ? (below, middle) : (middle, reached);
        }

        yield return reached;
    }

    private long SilentSinceMs => LastActivityMs is var last and > 0 ? last : FirstSeenMs;

    // The first part spares the zone's arithmetic for what is long past.
    private bool Counts(InputEvent e, Window window, long nowMs) =>
        e.TimeMs + window.LengthMs + LongestBucketMs > nowMs && window.LeavesAt(e.TimeMs, _days) > nowMs;

    private bool IsActivity(InputEvent e) => e.Name is null || !_playbook.Passive.Contains(e.Name);

    private static long Minute(long timeMs) => timeMs / 60_000;
}
