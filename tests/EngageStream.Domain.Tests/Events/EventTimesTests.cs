using EngageStream.Domain.Events;
using EngageStream.Domain.Model;
using EngageStream.Domain.Time;

namespace EngageStream.Domain.Tests.Events;

/// <summary>All records here were appended at 2026-01-01T00:00:00Z.</summary>
public class EventTimesTests
{
    private readonly TestParser _parser = new();

    [Theory]
    // As the sender says.
    [InlineData("\"timestamp\":\"2025-12-31T23:59:50Z\"", -10_000)]
    [InlineData("\"timestamp\":\"2026-01-01T00:59:50.000+01:00\"", -10_000)]
    [InlineData("\"timestamp\":\"2025\\u002d12-31T23:59:50Z\"", -10_000)]
    // The sender's clock is an hour slow, and an hour fast; the collector's is right.
    [InlineData("\"timestamp\":\"2025-12-31T22:59:50Z\",\"sentAt\":\"2025-12-31T22:59:55Z\",\"receivedAt\":\"2025-12-31T23:59:57Z\"", -8_000)]
    [InlineData("\"timestamp\":\"2026-01-01T00:59:50Z\",\"sentAt\":\"2026-01-01T00:59:55Z\",\"receivedAt\":\"2025-12-31T23:59:57Z\"", -8_000)]
    // Without the collector's time the record's stands in.
    [InlineData("\"timestamp\":\"2025-12-31T22:59:50Z\",\"sentAt\":\"2025-12-31T22:59:55Z\"", -5_000)]
    [InlineData("\"timestamp\":\"2025-12-31T22:59:50Z\",\"sentAt\":\"2025-12-31T22:59:55Z\",\"receivedAt\":null", -5_000)]
    // The collector has corrected already.
    [InlineData("\"timestamp\":\"2025-12-31T23:59:50Z\",\"sentAt\":\"2025-12-31T22:59:55Z\",\"receivedAt\":\"2025-12-31T23:59:57Z\",\"originalTimestamp\":\"2025-12-31T22:59:48Z\"", -10_000)]
    [InlineData("\"timestamp\":\"2025-12-31T22:59:50Z\",\"sentAt\":\"2025-12-31T22:59:55Z\",\"originalTimestamp\":null", -5_000)]
    // No time of its own.
    [InlineData("\"receivedAt\":\"2025-12-31T23:59:57Z\"", -3_000)]
    [InlineData("\"receivedAt\":\"2025-12-31T23:59:57Z\",\"sentAt\":\"2025-12-31T20:00:00Z\"", -3_000)]
    [InlineData("\"timestamp\":null", 0)]
    [InlineData("\"sentAt\":\"2025-12-31T20:00:00Z\"", 0)]
    public void Time_is_the_senders_without_its_clock_skew(string members, long afterRecordMs)
    {
        Assert.Equal(EventError.None, _parser.ParseTrack(members));
        Assert.Equal(TestParser.RecordMs + afterRecordMs, _parser.Event.TimestampMs);
        Assert.Equal(TestParser.RecordMs, _parser.Event.RecordTimestampMs);
        Assert.False(_parser.Event.ClampedFromFuture);
    }

    [Theory]
    [InlineData("2025-12-31T23:59:59.999Z", -1, false)]
    [InlineData("2026-01-01T00:00:00Z", 0, false)]
    [InlineData("2026-01-01T00:00:00.001Z", 0, true)]
    [InlineData("2026-01-02T00:00:00Z", 0, true)]
    [InlineData("2000-01-01T00:00:00Z", 946_684_800_000 - TestParser.RecordMs, false)]
    public void A_little_in_the_future_counts_now(string timestamp, long afterRecordMs, bool clamped)
    {
        Assert.Equal(EventError.None, _parser.ParseTrack($"\"timestamp\":\"{timestamp}\""));
        Assert.Equal((TestParser.RecordMs + afterRecordMs, clamped), (_parser.Event.TimestampMs, _parser.Event.ClampedFromFuture));
    }

    [Theory]
    [InlineData("\"timestamp\":\"2026-01-02T00:00:00.001Z\"")]
    [InlineData("\"timestamp\":\"1999-12-31T23:59:59.999Z\"")]
    [InlineData("\"timestamp\":\"9999-12-31T23:59:59Z\"")]
    [InlineData("\"timestamp\":\"0001-01-01T00:00:00Z\"")]
    [InlineData("\"timestamp\":\"2026-01-01T00:00:00Z\",\"sentAt\":\"2024-01-01T00:00:00Z\"")]
    [InlineData("\"timestamp\":\"2026-01-01T00:00:00Z\",\"sentAt\":\"9999-01-01T00:00:00Z\"")]
    public void An_absurd_time_is_refused(string members) => Assert.Equal(EventError.AbsurdTimestamp, _parser.ParseTrack(members));

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    public void A_record_without_a_sensible_timestamp_is_refused(long recordMs)
    {
        Assert.Equal(EventError.AbsurdTimestamp, _parser.Parse("""{"type":"alias","userId":"u"}""", recordMs));
        Assert.Equal(EventError.AbsurdTimestamp, _parser.Parse(
            """{"type":"alias","userId":"u","timestamp":"2026-01-01T00:00:00Z","sentAt":"2026-01-01T00:00:00Z"}""", recordMs));
    }

    [Theory]
    [InlineData("timestamp", "\"\"", EventError.InvalidTimestamp)]
    [InlineData("timestamp", "\"2011-12-09T12:50:00.000+0000\"", EventError.InvalidTimestamp)]
    [InlineData("sentAt", "\"yesterday\"", EventError.InvalidTimestamp)]
    [InlineData("receivedAt", "\"2026-01-01\"", EventError.InvalidTimestamp)]
    [InlineData("timestamp", "1767225600000", EventError.WrongType)]
    [InlineData("sentAt", "{}", EventError.WrongType)]
    [InlineData("receivedAt", "true", EventError.WrongType)]
    public void A_time_that_cannot_be_read_is_refused(string name, string value, EventError reason) =>
        Assert.Equal(reason, _parser.ParseTrack($"\"{name}\":{value}"));

    [Fact]
    public void The_policy_sets_the_bounds()
    {
        var parser = new TestParser(policy: new EventTimePolicy(FutureToleranceMs: 0, EarliestMs: TestParser.RecordMs - Durations.Hour));
        Assert.Equal(EventError.None, parser.ParseTrack("\"timestamp\":\"2025-12-31T23:00:00Z\""));
        Assert.Equal(EventError.AbsurdTimestamp, parser.ParseTrack("\"timestamp\":\"2025-12-31T22:59:59Z\""));
        Assert.Equal(EventError.AbsurdTimestamp, parser.ParseTrack("\"timestamp\":\"2026-01-01T00:00:00.001Z\""));
    }
}
