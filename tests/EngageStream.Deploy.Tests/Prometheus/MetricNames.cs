using System.Text.RegularExpressions;

namespace EngageStream.Deploy.Tests.Prometheus;

/// <summary>Finds the metrics that a query names.</summary>
internal static partial class MetricNames
{
    private static readonly string[] HistogramParts = ["_bucket", "_sum", "_count"];

    /// <summary>Metrics of the engine, its parts and .NET, recorded ones apart.</summary>
    public static IEnumerable<string> In(string query) => Name().Matches(query).Select(match => match.Value).Distinct();

    /// <summary>Name of the family of a sample: without the part of a histogram.</summary>
    public static string FamilyOf(string sample) =>
        Array.Find(HistogramParts, part => sample.EndsWith("_seconds" + part, StringComparison.Ordinal)) is { } end
            ? sample[..^end.Length]
            : sample;

    [GeneratedRegex(@"(?<![\w:])(?:engagestream|dotnet)_\w+")]
    private static partial Regex Name();
}
