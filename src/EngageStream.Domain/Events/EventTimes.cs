using EngageStream.Domain.Events.Json;
using EngageStream.Domain.Model;
using EngageStream.Domain.Time;

namespace EngageStream.Domain.Events;

/// <summary>
/// When an event happened. A sender's clock may be wrong, but its error cancels out of <c>timestamp − sentAt</c>:
/// <code>happened = timestamp + (receivedAt − sentAt)</code>
/// <c>receivedAt</c> is the collector's clock; without it the record's timestamp stands in. A collector that sends
/// <c>originalTimestamp</c> has corrected <c>timestamp</c> already, and it is not corrected again. Without
/// <c>timestamp</c> an event happened when it was received. Not thread-safe.
/// </summary>
/// <param name="policy">What is done with odd times.</param>
/// <param name="scratch">Space for texts with escapes.</param>
internal sealed class EventTimes(EventTimePolicy policy, byte[] scratch)
{
    private readonly InstantReader _instants = new();

    /// <summary>Sets an event's time, or tells why it has none.</summary>
    /// <param name="json">The event's text.</param>
    /// <param name="fields">Where its fields lie.</param>
    /// <param name="into">Has its record's timestamp; receives its time.</param>
    public EventError Set(ReadOnlySpan<byte> json, in EventFields fields, InputEvent into)
    {
        // 1. What sender and collector say. An unreadable time is refused even where it would not be used: whether an
        // event is good must not depend on which of its fields are.
        long recordMs = into.RecordTimestampMs;
        long timestampMs = 0;
        long sentMs = 0;
        long receivedMs = recordMs;
        EventError error = Read(json, fields.Timestamp, ref timestampMs);
        error = error == EventError.None ? Read(json, fields.SentAt, ref sentMs) : error;
        error = error == EventError.None ? Read(json, fields.ReceivedAt, ref receivedMs) : error;
        if (error != EventError.None)
        {
            return error;
        }

        // 2. The sender's clock skew taken out. (A record's timestamp beyond the year 9999 would overflow below.)
        if (recordMs > Rfc3339.LatestMs)
        {
            return EventError.AbsurdTimestamp;
        }

        bool skewed = !fields.SentAt.IsAbsent && fields.OriginalTimestamp.IsAbsent;
        long happenedMs = fields.Timestamp.IsAbsent ? receivedMs
            : skewed ? timestampMs + (receivedMs - sentMs)
            : timestampMs;

        // 3. The policy. A little in the future is a clock's fault, and counts now; much is nonsense, and no window could hold it.
        if (happenedMs < policy.EarliestMs || happenedMs > Durations.Add(recordMs, policy.FutureToleranceMs))
        {
            return EventError.AbsurdTimestamp;
        }

        into.ClampedFromFuture = happenedMs > recordMs;
        into.TimestampMs = Math.Min(happenedMs, recordMs);
        return EventError.None;
    }

    private EventError Read(ReadOnlySpan<byte> json, JsonToken token, ref long unixMs)
    {
        if (token.IsAbsent)
        {
            return EventError.None;
        }

        if (!token.IsString)
        {
            return EventError.WrongType;
        }

        if (!_instants.TryParse(JsonString.TextOf(json, token, scratch), out long parsed))
        {
            return EventError.InvalidTimestamp;
        }

        unixMs = parsed;
        return EventError.None;
    }
}
