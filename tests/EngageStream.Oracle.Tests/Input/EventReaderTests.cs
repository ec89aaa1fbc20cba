using System.Text;
using EngageStream.Oracle.Input;
using EngageStream.Oracle.Records;

namespace EngageStream.Oracle.Tests.Input;

public sealed class EventReaderTests
{
    [Theory]
    [InlineData("""{"type":"track"}""", "missing_event_name")]
    [InlineData("""{"type":"track","event":""}""", "missing_event_name")]
    [InlineData("""{"type":"track","event":1}""", "wrong_type")]
    [InlineData("""{"event":"x"}""", "unknown_type")]
    [InlineData("""{"type":"identify","userId":" "}""", "missing_user")]
    [InlineData("""{"type":"identify","userId":{}}""", "wrong_type")]
    [InlineData("""{"type":"identify","userId":"a","traits":1}""", "wrong_type")]
    [InlineData("""{"type":"identify","userId":"a","timestamp":"2026-01-01"}""", "invalid_timestamp")]
    [InlineData("""{"type":"identify","userId":"a","timestamp":5}""", "wrong_type")]
    [InlineData("""{"type":"identify","userId":"a","timestamp":"1999-12-31T23:59:59Z"}""", "absurd_timestamp")]
    [InlineData("""{"type":"identify","userId":"a"}x""", "malformed_json")]
    public void What_is_no_event_is_rejected_for_a_reason(string value, string reason) => Assert.Equal(reason, Read(value).Reason);

    [Theory]
    [InlineData("""{"type":"identify","userId":"a"}""", 0)]
    [InlineData("""{"type":"identify","userId":"a","timestamp":"2026-01-01T11:59:58Z"}""", -2000)]
    [InlineData("""{"type":"identify","userId":"a","timestamp":"2026-01-01T14:00:00+01:00"}""", 0)] // an hour ahead: set back
    [InlineData("""{"type":"identify","userId":"a","timestamp":"2026-01-01T09:00:00Z","sentAt":"2026-01-01T09:00:07Z"}""", -7000)]
    [InlineData("""{"type":"identify","userId":"a","timestamp":"2026-01-01T09:00:00Z","sentAt":"2026-01-01T09:00:07Z","receivedAt":"2026-01-01T11:59:59Z"}""", -8000)]
    [InlineData("""{"type":"identify","userId":"a","timestamp":"2026-01-01T11:00:00Z","sentAt":"2026-01-01T11:00:07Z","originalTimestamp":"x"}""", -3_600_000)]
    public void An_event_happened_when_its_sender_says_less_the_error_of_its_clock(string value, long againstNoonMs) =>
        Assert.Equal(Hand.Noon + againstNoonMs, Read(value).Event!.TimeMs);

    private static (InputEvent? Event, string? Reason) Read(string value) =>
        EventReader.Read(new TopicRecord("t", 0, 0, Hand.Noon, null, new Dictionary<string, string>(), Encoding.UTF8.GetBytes(value)));
}
