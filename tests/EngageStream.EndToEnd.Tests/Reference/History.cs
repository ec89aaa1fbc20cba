using System.Globalization;

namespace EngageStream.EndToEnd.Tests.Reference;

/// <summary>Short ways to write a hand-made history.</summary>
internal static class History
{
    public static DateTimeOffset Utc(string instant) =>
        DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);

    public static PlainEvent Event(string name, string instant) => new("ann", name, Utc(instant));

    public static PlainEvent Event(string name, DateTimeOffset time) => new("ann", name, time);

    public static PlainEvent Refund(string instant, double revenue) =>
        Event("Order Refunded", instant) with { Properties = new Dictionary<string, object> { ["revenue"] = revenue } };

    public static PlainEvent Trait(string name, string value, string instant) =>
        new PlainEvent("ann", null, Utc(instant)) with { Traits = new Dictionary<string, string> { [name] = value } };

    public static PlainOutcome Replay(string end, params PlainEvent[] events) => PlainReplay.Run(events, Utc(end), ChurnNumbers.Shipped);

    public static string[] Moves(PlainOutcome outcome) => outcome.Transitions.Select(t => t.ToString()).ToArray();

    public static string[] Decisions(PlainOutcome outcome) => outcome.Decisions.Select(d => d.ToString()).ToArray();
}
