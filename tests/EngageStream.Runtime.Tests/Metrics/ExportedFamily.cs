using System.Text.RegularExpressions;

namespace EngageStream.Runtime.Tests.Metrics;

/// <summary>A family as /metrics shows it.</summary>
/// <param name="Name">Name.</param>
/// <param name="Type">Type.</param>
/// <param name="Series">Labels of each series by name, without the buckets' bounds.</param>
internal sealed record ExportedFamily(string Name, string Type, IReadOnlyList<IReadOnlyDictionary<string, string>> Series)
{
    /// <summary>Names of the labels of any series.</summary>
    public IReadOnlySet<string> Labels => Series.SelectMany(series => series.Keys).ToHashSet();

    /// <summary>Reads a page.</summary>
    public static IReadOnlyList<ExportedFamily> ReadAll(string text) =>
        [.. text.Split("# HELP ", StringSplitOptions.RemoveEmptyEntries).Select(Read)];

    /// <summary>Series of a page.</summary>
    public static int Count(string text) => text.Split('\n').Count(line => line.Length > 0 && line[0] != '#');

    private static ExportedFamily Read(string family)
    {
        string[] lines = family.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] type = lines[1].Split(' ');
        return new ExportedFamily(type[2], type[3], [.. lines.Skip(2).Select(LabelsOf)]);
    }

    private static Dictionary<string, string> LabelsOf(string sample) => Regex.Matches(sample, """([a-z0-9_]+)="([^"]*)"[,}]""")
        .Where(label => label.Groups[1].Value != "le")
        .ToDictionary(label => label.Groups[1].Value, label => label.Groups[2].Value);
}
