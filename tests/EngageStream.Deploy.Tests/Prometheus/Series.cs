using System.Globalization;
using System.Text.Json.Nodes;

namespace EngageStream.Deploy.Tests.Prometheus;

/// <summary>One series of an answer.</summary>
/// <param name="Labels">Its labels.</param>
/// <param name="Value">Its value.</param>
internal sealed record Series(IReadOnlyDictionary<string, string> Labels, double Value)
{
    /// <summary>Reads it from Prometheus' answer.</summary>
    public static Series Of(JsonNode node) => new(
        node["metric"]!.AsObject().ToDictionary(label => label.Key, label => (string)label.Value!),
        Number((string)node["value"]![1]!));

    private static double Number(string text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };
}
