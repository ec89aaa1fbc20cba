namespace EngageStream.Oracle.Rules;

/// <summary>Local dates of a zone. The zones of the playbooks never skip or repeat midnight.</summary>
internal sealed class LocalDays(string zone)
{
    private readonly TimeZoneInfo _zone = TimeZoneInfo.FindSystemTimeZoneById(zone);
    private readonly Dictionary<DateOnly, long> _starts = [];

    public DateOnly DateOf(long timeMs) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(timeMs), _zone).DateTime);

    /// <summary>The instant at which a date begins.</summary>
    public long StartOf(DateOnly date)
    {
        if (!_starts.TryGetValue(date, out long start))
        {
            var midnight = date.ToDateTime(TimeOnly.MinValue);
            start = new DateTimeOffset(midnight, _zone.GetUtcOffset(midnight)).ToUnixTimeMilliseconds();
            _starts[date] = start;
        }

        return start;
    }

    /// <summary>The instant at which a date ends.</summary>
    public long EndOf(DateOnly date) => StartOf(date.AddDays(1));
}
