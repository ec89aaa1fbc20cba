using System.CommandLine;
using System.Globalization;
using EngageStream.Domain.Model;
using EngageStream.Host.Audit;
using EngageStream.Host.Cli;
using EngageStream.Host.Savepoints;
using EngageStream.Runtime.Audit;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Savepoints.Repartitioning;
using Microsoft.Extensions.Logging;

namespace EngageStream.Host.Commands;

/// <summary><c>engagestream repartition</c>: more partitions for a stopped application.</summary>
internal static class RepartitionCommand
{
    private const string Details = """
        Gives the events topic and the state of a stopped application more partitions, so that more threads can share the work,
        and moves everybody's state to where their events will come. Stop the producers, let the engine catch up, stop it, and
        run this; then start both again. Until it is done no engine starts. If it is interrupted, run it again. A savepoint is
        kept in a file meanwhile.
        """;

    private const string Example = """
        engagestream repartition --partitions 16 --config engage.yaml
        """;

    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        var partitions = new Option<int>("--partitions") { Description = "Partitions to have", Required = true, HelpName = "1-1000" };
        var file = new Option<string?>("--savepoint")
        {
            Description = "Savepoint that is kept meanwhile; an older one is overwritten (default: <application.id>.repartition.savepoint)",
            HelpName = "file",
        };
        var keep = new Option<bool>("--keep-savepoint") { Description = "Keep the savepoint afterwards" };
        var backlog = new Option<bool>("--accept-backlog")
        {
            Description = "Go on although events are unprocessed; they are led to their people, but may come behind newer ones",
        };
        OptionChecks.Range(partitions, 1, 1000);
        var settings = new EngineSettings();
        var command = new DocumentedCommand("repartition", "Gives a stopped application more partitions.", Details, Example)
        {
            partitions, file, keep, backlog,
        };
        settings.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            EngineOptions options = settings.Load(parsed, context);
            EngagementModel model = PlaybookCommand.Load(options.PlaybookPath);
            string path = parsed.GetValue(file) ?? $"{options.ApplicationId}.repartition.savepoint";
            int count = parsed.GetRequiredValue(partitions);
            var line = new ProgressLine(context);
            using ILoggerFactory logs = ConsoleLogs.Create(LogLevel.Warning);
            ILogger logger = logs.CreateLogger("repartition");
            RepartitionOutcome outcome = await KafkaFaults.TranslateAsync(options, () => OperatorAudit.RunAsync(
                options, AuditActions.Repartitioned, $"{options.Topics.Prefix}state",
                new Dictionary<string, string> { ["partitions"] = count.ToString(CultureInfo.InvariantCulture) },
                async details =>
                {
                    RepartitionOutcome done = await Repartition.RunAsync(
                        options, model, count, path, parsed.GetValue(backlog), context.Time, logger,
                        step => line.Offer(() => SavepointText.Progress(step)), cancellation).ConfigureAwait(false);
                    details["result"] = done.ToString();
                    return done;
                },
                context.Time, logger, cancellation)).ConfigureAwait(false);
            if (outcome == RepartitionOutcome.Moved && !parsed.GetValue(keep))
            {
                File.Delete(path);
            }

            await context.Out.WriteLineAsync(Tell(outcome, options, count)).ConfigureAwait(false);
            return (int)ExitCode.Success;
        });
        return command;
    }

    private static string Tell(RepartitionOutcome outcome, EngineOptions options, int partitions) => outcome switch
    {
        RepartitionOutcome.Moved => $"{options.Topics.Prefix}events and the state have {partitions} partitions. The engine can be started.",
        RepartitionOutcome.TopicsOnly =>
        $"{options.Topics.Prefix}events has {partitions} partitions; there was no state to move. The engine can be started.",
        _ => $"{options.Topics.Prefix}events and the state have {partitions} partitions already.",
    };
}
