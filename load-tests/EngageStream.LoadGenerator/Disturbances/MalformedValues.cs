using System.Text;
using EngageStream.Domain.Events;
using EngageStream.LoadGenerator.Records;

namespace EngageStream.LoadGenerator.Disturbances;

/// <summary>Values that are no events, each with the reason that dead letters must give.</summary>
internal static class MalformedValues
{
    private static readonly string Filler = new('x', EventParser.MaxLength);

    /// <summary>Kinds of malformed values.</summary>
    public static int Count => 13;

    /// <summary>A malformed value of a person, from a moment.</summary>
    public static (string Reason, byte[] Value) Of(int kind, string user, long timeMs)
    {
        string time = SegmentText.Time(timeMs);
        (string reason, string value) = kind switch
        {
            0 => ("malformed_json", $$"""{"type":"track","userId":"{{user}}","event":"Checked I"""),
            1 => ("malformed_json", "hello"),
            2 => ("malformed_json", ""),
            3 => ("malformed_json", "[1,2,3]"),
            4 => ("unknown_type", $$"""{"type":"tracked","userId":"{{user}}","timestamp":"{{time}}"}"""),
            5 => ("wrong_type", $$"""{"type":7,"userId":"{{user}}","timestamp":"{{time}}"}"""),
            6 => ("missing_event_name", $$"""{"type":"track","userId":"{{user}}","timestamp":"{{time}}"}"""),
            7 => ("missing_user", $$"""{"type":"track","event":"Checked In","timestamp":"{{time}}"}"""),
            8 => ("invalid_timestamp", Track(user, "yesterday", "{}")),
            9 => ("absurd_timestamp", Track(user, "1970-01-01T00:00:00Z", "{}")),
            10 => ("wrong_type", Track(user, time, "[]")),
            11 => ("absurd_timestamp", Track(user, SegmentText.Time(timeMs + (2 * Domain.Time.Durations.Day)), "{}")),
            _ => ("too_large", Track(user, time, $$"""{"note":"{{Filler}}"}""")),
        };
        return (reason, Encoding.UTF8.GetBytes(value));
    }

    private static string Track(string user, string time, string properties) =>
        $$"""{"type":"track","event":"Checked In","userId":"{{user}}","timestamp":"{{time}}","properties":{{properties}}}""";
}
