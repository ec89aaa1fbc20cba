using System.Globalization;
using System.Text;

namespace EngageStream.Host.Import;

/// <summary>An import's report as people read it.</summary>
public static class ImportReportText
{
    /// <summary>The report as lines of text.</summary>
    public static string Format(ImportReport report)
    {
        var text = new StringBuilder();
        Line(text, "rows", report.Rows);
        Line(text, "  in events", report.RowsInEvents);
        Line(text, "  skipped", report.Skipped.Total);
        foreach ((string reason, long count, IReadOnlyList<long> lines) in report.Skipped.Reasons)
        {
            Line(text, $"    {reason}", count, $"first on line {string.Join(", ", lines)}");
        }

        Line(text, "events", report.Events, report.FirstMs < 0 ? "" : $"{Date(report.FirstMs)} to {Date(report.LastMs)}");
        foreach ((string name, long count) in report.EventsByName)
        {
            Line(text, $"  {name}", count);
        }

        Line(text, "people", report.People);
        Optional(text, "repeated rows", report.DuplicateRows);
        Optional(text, "rows at an ambiguous local time (taken as standard time)", report.AmbiguousTimes);
        Optional(text, "rows at a local time that does not exist (read as standard time)", report.SkippedTimes);
        Optional(text, "events whose rows differ in time (the earliest taken)", report.EventsWithSeveralTimes);
        Optional(text, "events with a repeated message id (the engine drops all but the first)", report.RepeatedMessageIds);
        return text.ToString().TrimEnd('\n');
    }

    private static void Optional(StringBuilder text, string name, long count)
    {
        if (count > 0)
        {
            Line(text, name, count);
        }
    }

    private static void Line(StringBuilder text, string name, long count, string remark = "")
    {
        string number = count.ToString("N0", CultureInfo.InvariantCulture);
        text.Append(CultureInfo.InvariantCulture, $"{number,12}  {name}{(remark.Length > 0 ? $"  ({remark})" : "")}\n");
    }

    private static string Date(long timeMs) =>
        DateTimeOffset.FromUnixTimeMilliseconds(timeMs).ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);
}
