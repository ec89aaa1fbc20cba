namespace EngageStream.EndToEnd.Tests.Reference;

/// <summary>Local dates of a zone and the instants at which they begin, straight from the zone's rules.</summary>
internal sealed class LocalDays(string zone)
{
    private readonly TimeZoneInfo _zone = TimeZoneInfo.FindSystemTimeZoneById(zone);

    /// <summary>The local date of an instant.</summary>
    public DateOnly DateOf(DateTimeOffset instant) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, _zone).DateTime);

    /// <summary>The instant at which a local date begins. The zones used here never skip or repeat midnight.</summary>
    public DateTimeOffset StartOf(DateOnly date) => InstantOf(date.ToDateTime(TimeOnly.MinValue));

    /// <summary>The instant at which a local date ends.</summary>
    public DateTimeOffset EndOf(DateOnly date) => StartOf(date.AddDays(1));

    /// <summary>
    /// The instant of a local clock reading: standard time where it occurs twice, shifted forward by the skipped hour where it
    /// never occurs.
    /// </summary>
    public DateTimeOffset InstantOf(DateTime local)
    {
        TimeSpan offset = _zone.IsInvalidTime(local) || _zone.IsAmbiguousTime(local) ? _zone.BaseUtcOffset : _zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}
