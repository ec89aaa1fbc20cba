using System.CommandLine;
using EngageStream.Domain.Model;
using EngageStream.Host.Audit;
using EngageStream.Host.Cli;
using EngageStream.Host.Savepoints;
using EngageStream.Runtime.Audit;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Savepoints;
using EngageStream.Runtime.Savepoints.Files;
using Microsoft.Extensions.Logging;

namespace EngageStream.Host.Commands;

/// <summary><c>engagestream state</c>: an application's state as a file.</summary>
internal static class StateCommand
{
    private const string ExportDetails = """
        Writes a savepoint: the state of a stopped application, with input positions, in one file with checksums. Settings and
        playbook are those of `engagestream run`. An application that is running is refused, with the names of its engines.
        """;

    private const string ExportExample = """
        engagestream state export --out shop.savepoint --config engage.yaml
        """;

    private const string ImportDetails = """
        Writes a savepoint into an empty state topic, for as many partitions as the events topic has, all at once or not at
        all, and sets the consumer group's positions. Missing topics are created. Where input goes on, --positions says: saved
        (the events topic is the same), beginning (it was made anew; nothing in it is in the state) or end (nothing that is in
        it now shall be processed).
        """;

    private const string ImportExample = """
        engagestream state import --in shop.savepoint --config engage.yaml
        engagestream state import --in shop.savepoint --positions beginning --config engage.yaml
        """;

    private const string ShowDetails = """
        Reads a savepoint to its end, checks it, and tells what it is of.
        """;

    private const string ShowExample = """
        engagestream state show shop.savepoint
        """;

    private static readonly string[] Positions = ["saved", "beginning", "end"];

    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context) =>
        new("state", "Saves an application's state in a file and brings it back.") { Export(context), Import(context), Show(context) };

    private static DocumentedCommand Export(CommandContext context)
    {
        var file = new Option<string>("--out") { Description = "Savepoint to write", Required = true, HelpName = "file" };
        var settings = new EngineSettings();
        var command = new DocumentedCommand("export", "Writes a savepoint of a stopped application.", ExportDetails,
            ExportExample) { file };
        settings.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            EngineOptions options = settings.Load(parsed, context);
            EngagementModel model = PlaybookCommand.Load(options.PlaybookPath);
            string path = parsed.GetRequiredValue(file);
            var line = new ProgressLine(context);
            using ILoggerFactory logs = ConsoleLogs.Create(LogLevel.Warning);
            ILogger logger = logs.CreateLogger("state");
            SavepointSummary written = await KafkaFaults.TranslateAsync(options, () => OperatorAudit.RunAsync(
                options, AuditActions.StateExported, $"{options.Topics.Prefix}state", FileOf(path),
                details => TotalsAsync(details, StateExport.RunAsync(
                    options, model, path, context.Time, logger, step => line.Offer(() => SavepointText.Progress(step)), cancellation)),
                context.Time, logger, cancellation)).ConfigureAwait(false);
            await context.Out.WriteLineAsync($"Wrote {path}: {SavepointText.Totals(written)}.").ConfigureAwait(false);
            return (int)ExitCode.Success;
        });
        return command;
    }

    private static DocumentedCommand Import(CommandContext context)
    {
        var file = new Option<string>("--in") { Description = "Savepoint to read", Required = true, HelpName = "file" };
        var positions = new Option<string>("--positions")
        {
            Description = "Where input goes on: saved, beginning or end",
            DefaultValueFactory = _ => Positions[0],
            HelpName = "where",
        };
        positions.AcceptOnlyFromAmong(Positions);
        var settings = new EngineSettings();
        var command = new DocumentedCommand("import", "Writes a savepoint into an empty state topic.", ImportDetails,
            ImportExample) { file, positions };
        settings.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            EngineOptions options = settings.Load(parsed, context);
            EngagementModel model = PlaybookCommand.Load(options.PlaybookPath);
            string path = parsed.GetRequiredValue(file);
            var where = (ImportPositions)Array.IndexOf(Positions, parsed.GetRequiredValue(positions));
            var line = new ProgressLine(context);
            using ILoggerFactory logs = ConsoleLogs.Create(LogLevel.Warning);
            ILogger logger = logs.CreateLogger("state");
            SavepointSummary read = await KafkaFaults.TranslateAsync(options, () => OperatorAudit.RunAsync(
                options, AuditActions.StateImported, $"{options.Topics.Prefix}state", FileOf(path, ("positions", Positions[(int)where])),
                details => TotalsAsync(details, StateImport.RunAsync(
                    options, model, path, where, logger, step => line.Offer(() => SavepointText.Progress(step)), cancellation)),
                context.Time, logger, cancellation)).ConfigureAwait(false);
            await context.Out.WriteLineAsync(
                $"Imported {path}: {SavepointText.Totals(read)}. The engine can be started.").ConfigureAwait(false);
            return (int)ExitCode.Success;
        });
        return command;
    }

    private static DocumentedCommand Show(CommandContext context)
    {
        var file = new Argument<string>("file") { Description = "Savepoint" };
        var command = new DocumentedCommand("show", "Checks a savepoint and tells what it is of.", ShowDetails, ShowExample) { file };
        command.SetAction((parsed, cancellation) =>
        {
            var line = new ProgressLine(context);
            try
            {
                SavepointSummary savepoint = SavepointFile.Check(
                    parsed.GetRequiredValue(file),
                    done => line.Offer(() => SavepointText.Progress(new SavepointProgress("reading", done, 0))),
                    cancellation);
                context.Out.Write(SavepointText.Table(savepoint));
            }
            catch (InvalidDataException fault)
            {
                throw new CommandException(ExitCode.Invalid, fault.Message);
            }

            return Task.FromResult((int)ExitCode.Success);
        });
        return command;
    }

    private static Dictionary<string, string> FileOf(string path, params ReadOnlySpan<(string Name, string Value)> more)
    {
        var details = new Dictionary<string, string> { ["file"] = Path.GetFullPath(path) };
        foreach ((string name, string value) in more)
        {
            details[name] = value;
        }

        return details;
    }

    private static async Task<SavepointSummary> TotalsAsync(IDictionary<string, string> details, Task<SavepointSummary> run)
    {
        SavepointSummary summary = await run.ConfigureAwait(false);
        details["content"] = SavepointText.Totals(summary);
        return summary;
    }
}
