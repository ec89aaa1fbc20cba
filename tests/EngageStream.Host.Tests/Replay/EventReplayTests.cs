using EngageStream.Domain.Time;
using EngageStream.Host.Import;
using EngageStream.Host.Replay;
using EngageStream.Host.Tests.Support;

namespace EngageStream.Host.Tests.Replay;

public sealed class EventReplayTests
{
    private const long Ten = 10 * Durations.Hour;

    private static async Task<(List<(long TimeMs, string What)> Given, ReplayProgress Done)> RunAsync(long runOnMs, params long[] times)
    {
        var replay = new EventReplay(
            new Pacer(double.PositiveInfinity, TimeProvider.System), new RateLimiter(double.PositiveInfinity, TimeProvider.System),
                Durations.Hour);
        using var sink = new RecordingSink();
        var events = new ImportedEvents(times.Select(t => new ImportedEvent(t, "p"u8.ToArray(), "{}"u8.ToArray())).ToList());
        ReplayProgress done = await replay.RunAsync(events, sink, last => last + runOnMs, null, CancellationToken.None);
        Assert.True(sink.Completed);
        return (sink.Given, done);
    }

    [Fact]
    public async Task Marks_stand_at_every_full_hour_between_events_and_never_after_a_later_event()
    {
        (List<(long TimeMs, string What)> given, ReplayProgress done) = await RunAsync(0, Ten + 1, Ten + (2 * Durations.Hour),
            Ten + (3 * Durations.Hour) + 5);
        Assert.Equal(
            [
                (Ten + 1, "p {}"), (Ten + Durations.Hour, "mark"), (Ten + (2 * Durations.Hour), "mark"),
                    (Ten + (2 * Durations.Hour), "p {}"),
                (Ten + (3 * Durations.Hour), "mark"), (Ten + (3 * Durations.Hour) + 5, "p {}"), (Ten + (3 * Durations.Hour) + 5, "mark"),
            ],
            given);
        Assert.Equal((3, 4, true), (done.Events, done.Marks, done.Finished));
    }

    [Fact]
    public async Task The_end_mark_lies_after_the_silence_that_is_played_out()
    {
        (List<(long TimeMs, string What)> given, _) = await RunAsync((2 * Durations.Hour) + 7, Ten);
        Assert.Equal([Ten, Ten + Durations.Hour, Ten + (2 * Durations.Hour), Ten + (2 * Durations.Hour) + 7], given.Select(g => g.TimeMs));
    }

    [Fact]
    public async Task An_end_on_a_full_hour_is_marked_once()
    {
        (List<(long TimeMs, string What)> given, _) = await RunAsync(Durations.Hour, Ten);
        Assert.Equal([(Ten, "p {}"), (Ten + Durations.Hour, "mark")], given);
    }

    [Fact]
    public async Task Nothing_becomes_nothing() => Assert.Empty((await RunAsync(0)).Given);

    [Fact]
    public async Task An_interrupted_replay_delivers_what_it_has_given()
    {
        var replay = new EventReplay(
            new Pacer(double.PositiveInfinity, TimeProvider.System), new RateLimiter(double.PositiveInfinity, TimeProvider.System),
                Durations.Hour);
        using var sink = new RecordingSink();
        using var stop = new CancellationTokenSource();
        var events = new ImportedEvents(Enumerable.Range(0, 100).Select(i => new ImportedEvent(Ten + i, "p"u8.ToArray(), "{}"u8.ToArray()))
            .ToList());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => replay.RunAsync(
            events, sink, last => last, p => { if (p.Events == 3) { stop.Cancel(); } }, stop.Token));
        Assert.Equal(3, sink.Given.Count);
        Assert.True(sink.Completed);
    }
}
