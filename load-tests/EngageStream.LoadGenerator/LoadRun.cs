using EngageStream.Domain.Time;
using EngageStream.Host.Replay;
using EngageStream.LoadGenerator.Records;

namespace EngageStream.LoadGenerator;

/// <summary>Gives a load to a sink.</summary>
/// <param name="options">The load.</param>
/// <param name="perSecond">Most records per second; infinite for as fast as possible.</param>
/// <param name="realTime">Whether each record waits for its own moment, so that its timestamp is the time at which it is sent.</param>
/// <param name="time">The real time.</param>
public sealed class LoadRun(LoadOptions options, double perSecond, bool realTime, TimeProvider time)
{
    /// <summary>Sends everything; returns when it is delivered.</summary>
    /// <param name="sink">Takes the records, and clock marks, hourly and at the end.</param>
    /// <param name="progress">Told after every record; must be cheap.</param>
    /// <param name="cancellation">Ends the load early; what was given so far is delivered first.</param>
    /// <returns>The totals.</returns>
    public async Task<ReplayProgress> SendAsync(IEventSink sink, Action<ReplayProgress>? progress, CancellationToken cancellation)
    {
        var pacer = new Pacer(realTime ? 1 : double.PositiveInfinity, time);

        // The first moment that it hears of is now. It is the load's start, which may lie before the first record.
        await pacer.WaitFor(options.FirstMs, cancellation).ConfigureAwait(false);
        var replay = new EventReplay(pacer, new RateLimiter(perSecond, time), Durations.Hour);
        return await replay.RunAsync(
            new LoadStream(options), sink, _ => options.EndMs, progress, cancellation).ConfigureAwait(false);
    }
}
