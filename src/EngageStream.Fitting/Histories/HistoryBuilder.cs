using EngageStream.Domain.Churn;

namespace EngageStream.Fitting.Histories;

/// <summary>
/// Gathers (customer, active day) pairs in any order and turns them into histories. Several activities on a day are one
/// active day. Fed by the file readers, and by whoever reads a topic.
/// </summary>
public sealed class HistoryBuilder
{
    private readonly Dictionary<string, List<int>> _days = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<int>>.AlternateLookup<ReadOnlySpan<char>> _byName;
    private int _lastDay = int.MinValue;

    /// <summary>An empty builder.</summary>
    public HistoryBuilder() => _byName = _days.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Customers seen so far.</summary>
    public int Customers => _days.Count;

    /// <summary>Records that the customer was active on the day.</summary>
    public void Add(ReadOnlySpan<char> customer, DateOnly day)
    {
        int number = day.DayNumber;
        _lastDay = Math.Max(_lastDay, number);
        if (!_byName.TryGetValue(customer, out List<int>? days))
        {
            days = [];
            _byName[customer] = days;
        }

        // Input is mostly in order of time, where this keeps a day's many rows to one entry.
        if (days.Count == 0 || days[^1] != number)
        {
            days.Add(number);
        }
    }

    /// <summary>
    /// The histories as of the end of a calibration period: days after it are ignored, and so are customers who had not come
    /// by then. Call at any time, also repeatedly with other periods.
    /// </summary>
    /// <param name="unit">Unit of the times in the result.</param>
    /// <param name="calibrationEnd">Last day that counts; null for the last day seen.</param>
    /// <exception cref="FittingException">Nobody was active by the calibration end.</exception>
    public HistorySet Build(TimeUnit unit, DateOnly? calibrationEnd = null)
    {
        if (_days.Count == 0)
        {
            throw new FittingException("There is no activity to fit: the input has no usable row. Check the column names and exclusions.");
        }

        int end = calibrationEnd?.DayNumber ?? _lastDay;
        var counts = new Dictionary<(int X, int Recency, int Age), int>();
        int later = 0;
        foreach (List<int> days in _days.Values)
        {
            if (Summarise(days, end) is { } summary)
            {
                counts[summary] = counts.GetValueOrDefault(summary) + 1;
            }
            else
            {
                later++;
            }
        }

        if (counts.Count == 0)
        {
            throw new FittingException(
                $"Nobody was active by {DateOnly.FromDayNumber(end):yyyy-MM-dd}: all activity is later. Choose a later calibration end.");
        }

        double scale = (int)unit;
        WeightedHistory[] histories =
        [
            .. counts.OrderBy(entry => entry.Key)
                .Select(entry => new WeightedHistory(
                    new RepeatHistory(entry.Key.X, entry.Key.Recency / scale, entry.Key.Age / scale), entry.Value)),
        ];
        return new HistorySet(histories, unit, DateOnly.FromDayNumber(end), _days.Count - later, later);
    }

    private static (int X, int Recency, int Age)? Summarise(List<int> days, int end)
    {
        days.Sort();
        int active = 0;
        int last = int.MinValue;
        foreach (int day in days)
        {
            if (day > end)
            {
                break;
            }

            if (day != last)
            {
                active++;
                last = day;
            }
        }

        return active == 0 ? null : (active - 1, last - days[0], end - days[0]);
    }
}
