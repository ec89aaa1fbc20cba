using System.CommandLine;
using EngageStream.Domain.Time;
using EngageStream.Host.Cli;
using EngageStream.Host.Generation;
using EngageStream.Host.Replay;

namespace EngageStream.Host.Commands;

/// <summary><c>engagestream generate</c>: events of an invented population.</summary>
internal static class GenerateCommand
{
    private const string Details = """
        Makes the events of people with rhythms of their own: each has a rate of sessions, a habit of checking in and buying,
        a chance to drop out, and sometimes a return after long silence. The same seed gives the same bytes. Events go to a
        file, to standard output, or with --bootstrap to the events topic of an engine in replay mode. Where Kafka asks for TLS
        or SASL, --config names the engine's configuration, of which the kafka.* settings are used, or --set gives them.

        With --live they go to the topic of a running live engine: the period begins today (UTC), what of today has passed is sent
        at once, within --rate, and then each event when it happens.
        """;

    private const string Example = """
        engagestream generate --people 1000 --days 365 --seed 7 --out events.jsonl
        engagestream generate --people 100000 --days 90 --seed 7 --bootstrap 127.0.0.1:9092 --rate 20000
        engagestream generate --people 100000 --days 3 --bootstrap 127.0.0.1:9092 --live --rate 2000
        """;

    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        var people = new Option<int>("--people") { Description = "Number of people", Required = true, HelpName = "1-10000000" };
        var days = new Option<int>("--days") { Description = "Length of the period", Required = true, HelpName = "1-3650" };
        var seed = new Option<long>("--seed") { Description = "Seed of the randomness", DefaultValueFactory = _ => 1, HelpName = "number" };
        var output = new Option<string>("--out")
        {
            Description = "File for one JSON object a line, or - for standard output",
            DefaultValueFactory = _ => "-",
            HelpName = "file",
        };
        var rate = new Option<string>("--rate")
        {
            Description = "Events per second, or max",
            DefaultValueFactory = _ => "max",
            HelpName = "number|max",
        };
        var live = new Option<bool>("--live") { Description = "Events happen now, for a live engine; with --bootstrap, without --pace" };
        var replay = new ReplayOptions();
        OptionChecks.FactorOrMax(rate);
        OptionChecks.Range(people, 1, 10_000_000);
        OptionChecks.Range(days, 1, 3650);
        var command = new DocumentedCommand("generate", "Makes the events of an invented population.", Details, Example)
        {
            people, days, seed, output, rate, live,
        };
        replay.AddTo(command);
        command.Validators.Add(result =>
        {
            bool paced = result.GetResult(replay.Pace) is { Implicit: false };
            if (result.GetValue(live) && (paced || !replay.NamesKafka(result)))
            {
                result.AddError("--live needs --bootstrap, and its pace is the clock's: leave --pace out");
            }
        });
        command.Validators.Add(result =>
        {
            if (result.GetResult(output) is { Implicit: false } && replay.NamesKafka(result))
            {
                result.AddError("--out excludes --bootstrap, --config and --set");
            }
        });
        command.SetAction(async (parsed, cancellation) =>
        {
            var options = new PopulationOptions
            {
                People = parsed.GetRequiredValue(people),
                Days = parsed.GetRequiredValue(days),
                Seed = parsed.GetRequiredValue(seed),
            };
            if (parsed.GetValue(live))
            {
                double limit = ReplayOptions.Factor(parsed.GetRequiredValue(rate));
                ReplayProgress sent = await LiveGeneration.RunAsync(
                    options, replay.TopicOf(parsed, context), limit, context, cancellation).ConfigureAwait(false);
                await context.Error.WriteLineAsync($"Generated {ReplayText.Totals(sent)}.").ConfigureAwait(false);
                return (int)ExitCode.Success;
            }

            string path = parsed.GetRequiredValue(output);
            using IEventSink sink = replay.NamesKafka(parsed.CommandResult)
                ? await KafkaEventSink.OpenAsync(replay.TopicOf(parsed, context)).ConfigureAwait(false)
                : new JsonLinesSink(path == "-" ? System.Console.OpenStandardOutput() : File.Create(path));
            var run = new EventReplay(
                new Pacer(ReplayOptions.Factor(parsed.GetRequiredValue(replay.Pace)), context.Time),
                new RateLimiter(ReplayOptions.Factor(parsed.GetRequiredValue(rate)), context.Time),
                Durations.Hour);
            var line = new ProgressLine(context);
            ReplayProgress done = await run.RunAsync(
                new PopulationGenerator(options), sink, _ => options.EndMs, p => line.Offer(() => ReplayText.Progress(p)), cancellation)
                .ConfigureAwait(false);
            await context.Error.WriteLineAsync($"Generated {ReplayText.Totals(done)}.").ConfigureAwait(false);
            return (int)ExitCode.Success;
        });
        return command;
    }
}
