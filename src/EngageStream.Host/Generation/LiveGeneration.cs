using EngageStream.Domain.Time;
using EngageStream.Host.Cli;
using EngageStream.Host.Replay;

namespace EngageStream.Host.Generation;

/// <summary>
/// A population that begins today (UTC) and lives at the pace of the clock, for a live engine. What of today has passed is sent at
/// once, so that people have signed up before they do something.
/// </summary>
internal static class LiveGeneration
{
    /// <summary>Runs until the period is over.</summary>
    /// <param name="population">The population; its first day is set.</param>
    /// <param name="topic">Events topic of a live engine.</param>
    /// <param name="rate">Most events a second.</param>
    /// <param name="context">Clock and progress.</param>
    /// <param name="cancellation">Stops between two events.</param>
    /// <exception cref="CommandException">The topic is not that of a live engine.</exception>
    public static async Task<ReplayProgress> RunAsync(
        PopulationOptions population, ReplayTopic topic, double rate, CommandContext context, CancellationToken cancellation)
    {
        long nowMs = context.Time.GetUtcNow().ToUnixTimeMilliseconds();
        PopulationOptions today = population with { StartMs = nowMs / Durations.Day * Durations.Day };
        int partitions = await LiveTopic.RequireAsync(topic).ConfigureAwait(false);
        using var sink = new EventsOnlySink(new KafkaEventSink(topic, partitions));
        var pacer = new Pacer(1, context.Time);
        // The pace counts from here, not from the first event, which happened earlier today.
        await pacer.WaitFor(nowMs, cancellation).ConfigureAwait(false);
        var run = new EventReplay(pacer, new RateLimiter(rate, context.Time), Durations.Never);
        var line = new ProgressLine(context);
        return await run.RunAsync(
            new PopulationGenerator(today), sink, _ => today.EndMs, p => line.Offer(() => ReplayText.Progress(p)), cancellation)
            .ConfigureAwait(false);
    }
}
