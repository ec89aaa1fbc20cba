using System.Globalization;
using EngageStream.Oracle.Input;
using EngageStream.Oracle.People;

namespace EngageStream.Oracle.Comparison;

/// <summary>Compares an output with what it should be, field by field and header by header.</summary>
internal static class FieldComparison
{
    private const double RiskTolerance = 1e-9;

    /// <summary>The fields that differ, with both values.</summary>
    public static List<(string Field, string? Expected, string? Seen)> Compare(ExpectedOutput expected, ObservedOutput seen)
    {
        // Of a late suppression, how late it was depends on when it was sent.
        bool isStale = expected.Fields.TryGetValue("outcome", out string? outcome) && outcome == "suppressed_stale";
        var differing = new List<(string, string?, string?)>();
        foreach (string field in expected.Fields.Keys.Union(seen.Fields.Keys).Where(field => !(isStale && field == "detail")))
        {
            bool isAsked = expected.Fields.TryGetValue(field, out string? want);
            bool isSeen = seen.Fields.TryGetValue(field, out string? got);
            if (isAsked != isSeen || !(field == "risk" ? SameRisk(want, got) : want == got))
            {
                differing.Add((field, isAsked ? want ?? "null" : null, isSeen ? got ?? "null" : null));
            }
        }

        foreach ((string header, string want) in Headers(expected))
        {
            if (seen.Record.Header(header) != want)
            {
                differing.Add((header, want, seen.Record.Header(header)));
            }
        }

        if (seen.Offset < expected.FromOffset || seen.Offset > expected.ToOffset)
        {
            differing.Add(("ce_engageoffset", $"{expected.FromOffset} to {expected.ToOffset}", seen.Record.Header("ce_engageoffset")));
        }

        return differing;
    }

    private static IEnumerable<(string Header, string Value)> Headers(ExpectedOutput expected) =>
    [
        ("ce_specversion", "1.0"),
        ("ce_type", expected.Type),
        ("ce_subject", expected.User),
        ("ce_time", Instants.Write(expected.AtMs)!),
        ("ce_engageclock", Instants.Write(expected.AtMs)!),
        ("ce_engagepartition", expected.Partition.ToString(CultureInfo.InvariantCulture)),
    ];

    // Before the first active day there is no risk: null, or as the engine's decisions write it, 0.
    private static bool SameRisk(string? want, string? got) =>
        Math.Abs(double.Parse(want ?? "0", CultureInfo.InvariantCulture) - double.Parse(got ?? "0", CultureInfo.InvariantCulture)) <= RiskTolerance;
}
