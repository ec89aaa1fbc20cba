using System.CommandLine;
using EngageStream.Host.Audit;
using EngageStream.Host.Cli;
using EngageStream.Host.DeadLetters;
using EngageStream.Runtime.Audit;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.DeadLetters;
using Microsoft.Extensions.Logging;

namespace EngageStream.Host.Commands;

/// <summary><c>engagestream deadletters</c>: what could not be processed.</summary>
internal static class DeadLettersCommand
{
    private const string ListDetails = """
        Lists the newest dead letters and counts all that match by reason. Settings are those of `engagestream run`; no playbook
        is needed.
        """;

    private const string ListExample = """
        engagestream deadletters list --config engage.yaml
        engagestream deadletters list --reason actor_fault --since 24h --limit 20 --config engage.yaml
        """;

    private const string ShowDetails = """
        Shows one dead letter: reason and error, where the record came from, its headers, and its value as it came.
        """;

    private const string ShowExample = """
        engagestream deadletters show 3:1207 --config engage.yaml
        """;

    private const string ReplayDetails = """
        Sends records of dead letters to the events topic again, with key, value, headers and timestamp as they were, and a
        header engage-replayed-from that names the letter. Name one letter, or a filter, or --all. A letter is sent once: a note
        in the dead-letter topic, written in the same transaction, says so; --again sends it once more. Letters of timers have no
        record and cannot be sent; they are counted. The audit trail says who sent what.
        """;

    private const string ReplayExample = """
        engagestream deadletters replay 3:1207 --config engage.yaml
        engagestream deadletters replay --reason actor_fault --since 24h --dry-run --config engage.yaml
        engagestream deadletters replay --all --config engage.yaml
        """;

    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context) =>
        new("deadletters", "Lists, shows and sends again what could not be processed.") { List(context), Show(context), Replay(context) };

    private static DocumentedCommand List(CommandContext context)
    {
        var limit = new Option<int>("--limit") { Description = "Letters to list", DefaultValueFactory = _ => 50, HelpName = "1-10000" };
        OptionChecks.Range(limit, 1, 10_000);
        var filter = new FilterOptions();
        var settings = new EngineSettings();
        var command = new DocumentedCommand("list", "Lists dead letters, and counts them by reason.", ListDetails, ListExample) { limit };
        filter.AddTo(command);
        settings.AddTo(command);
        command.SetAction((parsed, cancellation) => RunAsync(parsed, context, settings, (options, logger) =>
        {
            var line = new ProgressLine(context);
            var list = new NewestLetters(parsed.GetRequiredValue(limit));
            using var topic = new DeadLetterTopic(options, logger);
            topic.Read(
                filter.Read(parsed, context.Time), list.Add, list.MarkReplayed,
                done => line.Offer(() => FormattableString.Invariant($"read {done * 100:0} % of {topic.Name}")), cancellation);
            context.Out.Write(LetterText.Table(list));
            return Task.CompletedTask;
        }));
        return command;
    }

    private static DocumentedCommand Show(CommandContext context)
    {
        var position = new Argument<string>("position") { Description = "PARTITION:OFFSET, as the list has it" };
        FilterOptions.CheckPosition(position);
        var settings = new EngineSettings();
        var command = new DocumentedCommand("show", "Shows one dead letter.", ShowDetails, ShowExample) { position };
        settings.AddTo(command);
        command.SetAction((parsed, cancellation) => RunAsync(parsed, context, settings, (options, logger) =>
        {
            using var topic = new DeadLetterTopic(options, logger);
            _ = DeadLetterPosition.TryParse(parsed.GetRequiredValue(position), out DeadLetterPosition at);
            DeadLetter letter = topic.Find(at, cancellation)
                ?? throw new CommandException(ExitCode.Invalid,
                    $"{topic.Name} has no dead letter at {at}: `engagestream deadletters list` tells which there are.");
            context.Out.Write(LetterText.Whole(letter));
            return Task.CompletedTask;
        }));
        return command;
    }

    private static DocumentedCommand Replay(CommandContext context)
    {
        var position = new Argument<string?>("position")
        {
            Description = "PARTITION:OFFSET of one letter",
            Arity = ArgumentArity.ZeroOrOne,
        };
        FilterOptions.CheckPosition(position);
        var all = new Option<bool>("--all") { Description = "All letters" };
        var again = new Option<bool>("--again") { Description = "Also letters that were sent before" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Count, send nothing" };
        var filter = new FilterOptions();
        var settings = new EngineSettings();
        var command = new DocumentedCommand("replay", "Sends records of dead letters again.", ReplayDetails, ReplayExample)
        {
            position, all, again, dryRun,
        };
        filter.AddTo(command);
        settings.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetResult(position) is null or { Tokens.Count: 0 } && result.GetResult(all) is null && !filter.IsGiven(result))
            {
                result.AddError("name a letter (PARTITION:OFFSET), a filter (--reason, --since), or --all");
            }
        });
        command.SetAction((parsed, cancellation) => RunAsync(parsed, context, settings, async (options, logger) =>
        {
            var line = new ProgressLine(context);
            DeadLetterFilter wanted = filter.Read(parsed, context.Time);
            if (parsed.GetValue(position) is { } text && DeadLetterPosition.TryParse(text, out DeadLetterPosition at))
            {
                wanted = wanted with { At = at };
            }

            bool repeat = parsed.GetValue(again);
            bool dry = parsed.GetValue(dryRun);
            ReplayReport report = dry
                ? Send(_ => { })
                : await OperatorAudit.RunAsync(
                    options, AuditActions.DeadLettersReplayed, wanted.At?.ToString() ?? "dead letters", ReplayNote.Of(wanted, repeat),
                    details =>
                    {
                        ReplayReport done = Send(sent => details["sent"] = ReplayNote.Text(sent));
                        ReplayNote.Add(details, done);
                        return Task.FromResult(done);
                    },
                    context.Time, logger, cancellation).ConfigureAwait(false);
            context.Out.Write(LetterText.Report(report, dry));

            ReplayReport Send(Action<long> progress) => DeadLetterReplay.Run(
                options, wanted, repeat, dry, logger,
                sent =>
                {
                    progress(sent);
                    line.Offer(() => FormattableString.Invariant($"sent {sent:N0} letters"));
                },
                cancellation);
        }));
        return command;
    }

    private static async Task<int> RunAsync(
        ParseResult parsed, CommandContext context, EngineSettings settings, Func<EngineOptions, ILogger, Task> run)
    {
        EngineOptions options = settings.Load(parsed, context, playbook: false);
        using ILoggerFactory logs = ConsoleLogs.Create(LogLevel.Warning);
        return await KafkaFaults.TranslateAsync(options, () => Task.Run(async () =>
        {
            await run(options, logs.CreateLogger("deadletters")).ConfigureAwait(false);
            return (int)ExitCode.Success;
        })).ConfigureAwait(false);
    }
}
