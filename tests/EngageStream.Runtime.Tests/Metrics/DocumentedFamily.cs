using System.Text.RegularExpressions;

namespace EngageStream.Runtime.Tests.Metrics;

/// <summary>A row of docs/metrics.md.</summary>
/// <param name="Name">Family in Prometheus.</param>
/// <param name="Type">counter, gauge or histogram.</param>
/// <param name="Unit">Unit as OpenTelemetry writes it, empty for none.</param>
/// <param name="Labels">Values by label; none for one whose values are described and not listed.</param>
/// <param name="Shown">When it is there.</param>
internal sealed record DocumentedFamily(
    string Name, string Type, string Unit, IReadOnlyDictionary<string, IReadOnlyList<string>> Labels, string Shown)
{
    /// <summary>Whether the family belongs to what an engine may be without.</summary>
    public bool IsOptional => Shown.StartsWith("with ", StringComparison.Ordinal);

    /// <summary>Reads every row that has a type of its own, not merely a "see".</summary>
    public static IReadOnlyList<DocumentedFamily> ReadAll(string markdown) => [.. markdown.Split('\n')
        .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
        .Select(line => line.Split('|').Select(cell => cell.Trim()).ToArray())
        .Where(cells => cells[2] != "see")
        .Select(cells => new DocumentedFamily(cells[1].Trim('`'), cells[2], cells[3].Trim('`'), LabelsOf(cells[4]), cells[5]))];

    // `a`: x, y; `b`, `c`: described
    private static Dictionary<string, IReadOnlyList<string>> LabelsOf(string cell)
    {
        var labels = new Dictionary<string, IReadOnlyList<string>>();
        foreach (string part in cell.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            int colon = part.IndexOf(':', StringComparison.Ordinal);
            string[] values = colon < 0 ? [] : part[(colon + 1)..].Split(',', StringSplitOptions.TrimEntries);
            bool areListed = Array.TrueForAll(values, value => Regex.IsMatch(value, "^[a-z0-9_]+$")) && values is not ["number"];
            foreach (Match name in Regex.Matches(colon < 0 ? part : part[..colon], "`([a-z0-9_]+)`"))
            {
                labels.Add(name.Groups[1].Value, areListed ? values : []);
            }
        }

        return labels;
    }
}
