using System.Globalization;
using System.Text;

namespace EngageStream.Runtime.Metrics;

/// <summary>Labels in Prometheus' text format, without the braces.</summary>
internal static class PrometheusLabels
{
    /// <summary>The tags of a measurement.</summary>
    public static string Of(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty)
        {
            return "";
        }

        var text = new StringBuilder();
        foreach ((string name, object? value) in tags)
        {
            text.Append(text.Length > 0 ? "," : "").Append(Label(name, Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""));
        }

        return text.ToString();
    }

    /// <summary>Adds the bound of a bucket.</summary>
    public static string With(string labels, string? bound) =>
        bound is null ? labels : $"{labels}{(labels.Length > 0 ? "," : "")}{Label("le", bound)}";

    private static string Label(string name, string value)
    {
        string escaped = value
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal);
        return $"{name.Replace('.', '_').Replace('-', '_')}=\"{escaped}\"";
    }
}
