using System.Globalization;
using EngageStream.Domain.Time;
using EngageStream.Host.Cli;
using EngageStream.Host.Commands;
using EngageStream.Fitting.Csv;
using EngageStream.Host.Generation;
using EngageStream.Host.Import;
using EngageStream.Host.Mapping;
using EngageStream.Host.Paths;
using EngageStream.Host.Replay;

namespace EngageStream.Host.Demo;

/// <summary>What the demo replays: the Online Retail year where it is at hand, else a generated year.</summary>
/// <param name="Stream">The events.</param>
/// <param name="About">What it is, in one line.</param>
/// <param name="StartMs">Time of the first event.</param>
/// <param name="EndMs">Time of the end mark.</param>
/// <param name="MarkEveryMs">Distance of clock marks.</param>
/// <param name="Report">What became of the rows of a file; null for a generated year.</param>
internal sealed record DemoSource(IEventStream Stream, string About, long StartMs, long EndMs, long MarkEveryMs, ImportReport? Report)
{
    private const string DataSet = "online-retail/online_retail.csv.gz";
    private static readonly PopulationOptions Generated = new() { People = 2000, Days = 365, Seed = 20 };

    /// <summary>Opens the source.</summary>
    public static DemoSource Open(DemoOptions options, CommandContext context, CancellationToken cancellation)
    {
        string root = ProjectFiles.Locate(context.Environment);
        string? data = options.Data ?? SharedDataPath.Find(DataSet, root, context.Environment);
        return data is null ? Generate() : Import(data, Path.Combine(root, "demo", "online-retail.map.yaml"), cancellation);
    }

    private static DemoSource Generate() => new(
        new PopulationGenerator(Generated),
        string.Create(CultureInfo.InvariantCulture,
            $"a generated year of {Generated.People:N0} people (the Online Retail data is not at hand; --data names it)"),
        Generated.StartMs,
        Generated.EndMs,
        Durations.Hour,
        Report: null);

    private static DemoSource Import(string data, string mapPath, CancellationToken cancellation)
    {
        ImportMap map = ImportCommand.LoadMap(mapPath);
        var import = new CsvImport(map);
        try
        {
            using TextReader text = CsvSource.Open(data, map.Csv.Encoding);
            IReadOnlyList<ImportedEvent> events = import.Run(text, null, cancellation);
            if (events.Count == 0)
            {
                throw new CommandException(ExitCode.Invalid, $"{data} holds no event");
            }

            return new DemoSource(
                new ImportedEvents(events), $"Online Retail, a year of a real web shop ({data})",
                import.Report.FirstMs, import.Report.LastMs + map.RunOnMs, map.ClockEveryMs, import.Report);
        }
        catch (Exception fault) when (fault is CsvException or InvalidDataException)
        {
            throw new CommandException(ExitCode.Invalid, $"{data}: {fault.Message}");
        }
    }
}
