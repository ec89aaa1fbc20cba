using System.Globalization;
using System.Text;
using EngageStream.Oracle.Comparison;

namespace EngageStream.Chaos.Reports;

/// <summary>A run's result as Markdown.</summary>
public static class MarkdownReport
{
    private const int MostDifferences = 20;

    /// <summary>Writes it.</summary>
    /// <param name="result">The result.</param>
    /// <param name="command">The command line that made it.</param>
    public static string Of(ChaosResult result, string command)
    {
        var text = new StringBuilder();
        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
        Line($"# Chaos run: {result.Verdict.Outcome.ToString().ToLowerInvariant()}");
        Line($"");
        Line($"`{command}`");
        Line($"");
        Line($"| what | number |");
        Line($"|---|---|");
        Line($"| faults | {result.Faults.Count:N0} |");
        Line($"| length of the load | {result.Length.TotalSeconds:N0} s |");
        Line($"| records in | {result.RecordsIn:N0} |");
        Line($"| records out, committed | {result.RecordsOut:N0} |");
        Line($"| shards restored | {result.Restores:N0} |");
        Line($"| transactions aborted (at least) | {result.Aborts?.ToString("N0", CultureInfo.InvariantCulture) ?? "not counted"} |");
        foreach ((DifferenceKind kind, int number) in result.Verdict.Records.Counts.OrderBy(count => count.Key))
        {
            Line($"| {kind} outputs | {number:N0} |");
        }

        Line($"");
        Line($"Time from the fault until a read_committed consumer had something new from every partition concerned:");
        Line($"");
        Line($"| fault | faults | measured | median | max |");
        Line($"|---|---|---|---|---|");
        foreach (RecoveryTimes times in RecoveryTimes.Of(result.Faults))
        {
            string kind = times.Kind.ToString().ToLowerInvariant();
            Line($"| {kind} | {times.Faults} | {times.Measured} | {Seconds(times.MedianSeconds)} | {Seconds(times.MaxSeconds)} |");
        }

        Line($"");
        Line($"## Verdict");
        Line($"");
        foreach (string faulty in result.Verdict.Faulty)
        {
            Line($"- {faulty}");
        }

        Line($"```");
        text.Append(result.Verdict.Records.Report(MostDifferences));
        Line($"```");
        return text.ToString();
    }

    private static string Seconds(double? seconds) => seconds is { } s ? string.Create(CultureInfo.InvariantCulture, $"{s:F1} s") : "–";
}
