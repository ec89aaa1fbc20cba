using System.CommandLine;
using System.Globalization;
using EngageStream.Chaos.Faults;
using EngageStream.Chaos.Judgement;
using EngageStream.Chaos.Reports;
using EngageStream.Host.Cli;

namespace EngageStream.Chaos.Cli;

/// <summary>The command line of chaos runs.</summary>
internal static class ChaosCommand
{
    /// <summary>Exit code where nothing was judged: wrong arguments, or something did not start.</summary>
    public const int NotRun = 3;

    private const int FirstDifferences = 20;

    private const string Description = """
        Puts a broker and several engine processes under load, does faults to them, and has an independent oracle judge whether
        every output came exactly once, right and in order. Kinds, targets and order of the faults follow from the seed.

        Kinds of faults:
          kill     an engine is killed (kill -9) and started again
          pause    an engine is stopped, mostly for longer than its session lasts, and wakes as a zombie
          broker   the broker is killed (kill -9) and started again
          add      one engine more is started
          remove   an engine is stopped as planned (SIGTERM) and stays away
          drop     connections to the broker are reset, and new ones refused for a while
          freeze   nothing passes through connections to the broker for a while
          evict    an engine is removed from its group behind its back, and a zombie until its next heartbeat

        Exit codes: 0 pass; 1 fail; 2 inconclusive, with the reason; 3 not run; 130 interrupted. Unless the run passes, the logs of
        all processes, the broker's data and the records judged stay in the folder that is named at the end.

        Examples:
          engage chaos --faults 20 --seed 7
          engage chaos --faults 100 --seed 1 --report chaos.md
          engage chaos --faults 10 --kinds kill --guarantee at-least-once --commit-interval 2s    (a control: it has to fail)
          engage chaos --faults 8 --interval 10s --kinds evict --engines 2 --lax-generations --set threads=1 --set kafka.heartbeat.interval.ms=5000
                                                                                                  (another control)
        """;

    public static RootCommand Create(CommandContext context)
    {
        var shape = new ChaosShape();
        var report = new Option<string>("--report")
        {
            Description = "File for a report: JSON where it ends in .json, else Markdown",
            HelpName = "file",
        };
        var command = new RootCommand(Description) { report };
        shape.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            ChaosOptions options = shape.Read(parsed);
            long began = context.Time.GetTimestamp();
            void Say(string line) => context.Error.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"{context.Time.GetElapsedTime(began).TotalSeconds,6:F0} s  {line}"));
            ChaosResult result = await new ChaosRun(options, Say, context.Time).RunAsync(cancellation).ConfigureAwait(false);
            await TellAsync(result, context.Out).ConfigureAwait(false);
            if (parsed.GetValue(report) is { } path)
            {
                string line = $"./engage chaos {string.Join(' ', parsed.Tokens.Select(token => token.Value))}";
                bool json = path.EndsWith(".json", StringComparison.OrdinalIgnoreCase);
                string text = json ? JsonReport.Of(result, line) : MarkdownReport.Of(result, line);
                await File.WriteAllTextAsync(path, text, CancellationToken.None).ConfigureAwait(false);
            }

            return (int)result.Verdict.Outcome;
        });
        return command;
    }

    private static async Task TellAsync(ChaosResult result, TextWriter output)
    {
        await output.WriteAsync(result.Verdict.Records.Report(FirstDifferences)).ConfigureAwait(false);
        IEnumerable<string> lines = [.. RecoveryTimes.Of(result.Faults).Select(Line), Totals(result), .. result.Verdict.Faulty];
        foreach (string line in lines)
        {
            await output.WriteLineAsync($"  {line}").ConfigureAwait(false);
        }

        string kept = result.Folder is { } folder ? $"; logs and records are in {folder}" : "";
        string outcome = result.Verdict.Outcome.ToString().ToLowerInvariant();
        await output.WriteLineAsync($"Verdict: {outcome}{kept}").ConfigureAwait(false);
    }

    private static string Line(RecoveryTimes times)
    {
        string kind = times.Kind.ToString().ToLowerInvariant();
        string recovery = times.Measured > 0
            ? FormattableString.Invariant($"new output after {times.MedianSeconds:F1} s (median), {times.MaxSeconds:F1} s (max)")
            : "no recovery by itself";
        return FormattableString.Invariant($"{kind,-7} {times.Faults,4} faults, {times.Measured,4} measured: {recovery}");
    }

    private static string Totals(ChaosResult result)
    {
        string aborts = result.Aborts?.ToString("N0", CultureInfo.InvariantCulture) ?? "uncounted";
        return FormattableString.Invariant(
            $"{result.RecordsIn:N0} records in, {result.RecordsOut:N0} out, {result.Restores} shards restored, {aborts} aborts");
    }
}
