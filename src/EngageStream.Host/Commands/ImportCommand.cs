using System.CommandLine;
using EngageStream.Host.Cli;
using EngageStream.Fitting.Csv;
using EngageStream.Host.Import;
using EngageStream.Host.Mapping;
using EngageStream.Host.Replay;
using EngageStream.Host.Text;

namespace EngageStream.Host.Commands;

/// <summary><c>engagestream import csv</c>: history from a CSV file onto the events topic.</summary>
internal static class ImportCommand
{
    private const string Details = """
        Turns the rows of a CSV file (gzip too; - for standard input) into events, in event-time order, for an engine in
        replay mode: Kafka timestamps are event times, and clock marks tell every partition how time passes. The map says
        how rows become events; its language is described in docs/import.md. Where Kafka asks for TLS or SASL, --config names
        the engine's configuration, of which the kafka.* settings are used, or --set gives them.
        """;

    private const string Example = """
        engagestream import csv online_retail.csv.gz --map demo/online-retail.map.yaml --dry-run
        engagestream import csv orders.csv --map orders.map.yaml --bootstrap 127.0.0.1:9092 --pace 525600
        engagestream import csv orders.csv --map orders.map.yaml --config engage.yaml
        """;

    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        var file = new Argument<string>("file") { Description = "CSV file, or - for standard input" };
        var map = new Option<string>("--map") { Description = "The map (YAML)", Required = true, HelpName = "file" };
        var runOn = new Option<string?>("--run-on")
        {
            Description = "How long after the last event the end mark lies, such as 30d; instead of the map's clock.run_on",
            HelpName = "duration",
        };
        var dryRun = new Option<bool>("--dry-run") { Description = "Read and report, send nothing" };
        var replay = new ReplayOptions();
        runOn.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } text && !DurationText.TryParse(text, out _))
            {
                result.AddError($"--run-on must be {DurationText.Expected}; found '{text}'");
            }
        });
        var csv = new DocumentedCommand("csv", "Turns a CSV file into events by a map.", Details, Example) { file, map, runOn, dryRun };
        replay.AddTo(csv);
        csv.SetAction(async (parsed, cancellation) =>
        {
            ImportMap loaded = LoadMap(parsed.GetRequiredValue(map));
            if (parsed.GetValue(runOn) is { } text && DurationText.TryParse(text, out long runOnMs))
            {
                loaded = loaded with { RunOnMs = runOnMs };
            }

            IReadOnlyList<ImportedEvent> events = Read(loaded, parsed.GetRequiredValue(file), context, cancellation);
            double factor = ReplayOptions.Factor(parsed.GetRequiredValue(replay.Pace));
            using IEventSink sink = parsed.GetValue(dryRun)
                ? new CountingSink()
                : await KafkaEventSink.OpenAsync(replay.TopicOf(parsed, context)).ConfigureAwait(false);
            var run = new EventReplay(new Pacer(factor, context.Time), new RateLimiter(double.PositiveInfinity, context.Time),
                loaded.ClockEveryMs);
            var line = new ProgressLine(context);
            ReplayProgress done = await run.RunAsync(
                new ImportedEvents(events), sink, last => last + loaded.RunOnMs, p =>
                    line.Offer(() => ReplayText.Progress(p)), cancellation)
                .ConfigureAwait(false);
            await context.Out.WriteLineAsync(
                parsed.GetValue(dryRun)
                    ? "Dry run: nothing was sent."
                    : $"Sent to {parsed.GetRequiredValue(replay.Topic)}: {ReplayText.Totals(done)}")
                    .ConfigureAwait(false);
            return (int)ExitCode.Success;
        });
        return new Command("import", "Brings history into the events topic.") { csv };
    }

    /// <summary>Loads a map, or ends with all its faults.</summary>
    public static ImportMap LoadMap(string path)
    {
        ImportMapResult result = ImportMapReader.Read(File.ReadAllText(path), path);
        return result.Map ?? throw new CommandException(ExitCode.Invalid, string.Join('\n', result.Errors));
    }

    private static IReadOnlyList<ImportedEvent> Read(ImportMap map, string file, CommandContext context, CancellationToken cancellation)
    {
        var import = new CsvImport(map);
        var line = new ProgressLine(context);
        try
        {
            using TextReader text = file == "-" ? CsvSource.Open(context.OpenInput(), map.Csv.Encoding)
                : CsvSource.Open(file, map.Csv.Encoding);
            IReadOnlyList<ImportedEvent> events = import.Run(text, rows => line.Offer(() => ReplayText.Rows(rows)), cancellation);
            context.Out.WriteLine(ImportReportText.Format(import.Report));
            return events;
        }
        catch (Exception fault) when (fault is CsvException or InvalidDataException)
        {
            throw new CommandException(ExitCode.Invalid, $"{file}: {fault.Message}");
        }
    }
}
