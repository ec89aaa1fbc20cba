using System.Globalization;
using System.Text;
using EngageStream.Oracle.Comparison;

namespace EngageStream.Oracle.Judgement;

/// <summary>How a run is judged; the numbers are exit codes.</summary>
public enum Outcome
{
    /// <summary>Everything was there exactly once, right and in order.</summary>
    Pass = 0,

    /// <summary>Something was missing, doubled, wrong or out of order.</summary>
    Fail = 1,

    /// <summary>The run proves nothing, for the reasons given.</summary>
    Inconclusive = 2,
}

/// <summary>A verdict with its reasons.</summary>
/// <param name="Outcome">Pass, fail or inconclusive.</param>
/// <param name="Reasons">Why it is inconclusive; doubts that did not matter, since something was doubled, stand here as well.</param>
/// <param name="Differences">All differences.</param>
/// <param name="Coverage">What the run contained, by name, so that an empty run is seen to be empty.</param>
public sealed record Verdict(
    Outcome Outcome, IReadOnlyList<string> Reasons, IReadOnlyList<Difference> Differences, IReadOnlyDictionary<string, long> Coverage)
{
    /// <summary>Differences by kind.</summary>
    public IReadOnlyDictionary<DifferenceKind, int> Counts => Differences.GroupBy(d => d.Kind).ToDictionary(kind => kind.Key, kind => kind.Count());

    /// <summary>The verdict for people, with the first differences.</summary>
    /// <param name="first">Most differences to show.</param>
    public string Report(int first = 20)
    {
        var text = new StringBuilder();
        string counts = string.Join(", ", Counts.OrderBy(c => c.Key).Select(c => $"{c.Value} {c.Key}"));
        text.AppendLine(CultureInfo.InvariantCulture, $"{Outcome.ToString().ToUpperInvariant()}{(counts.Length > 0 ? ": " + counts : "")}");
        foreach (string reason in Reasons)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  because {reason}");
        }

        foreach ((string what, long number) in Coverage)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {number,10:N0} {what}");
        }

        foreach (Difference difference in Differences.Take(first))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {difference}");
        }

        if (Differences.Count > first)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  … and {Differences.Count - first} more");
        }

        return text.ToString();
    }
}
