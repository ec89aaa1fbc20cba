using System.Diagnostics.Metrics;

namespace EngageStream.Runtime.Metrics;

/// <summary>How an instrument appears in Prometheus: OpenTelemetry's rules for names (unit and <c>_total</c> at the end).</summary>
/// <param name="Name">Name of the family.</param>
/// <param name="Sample">Name of the samples; differs from the family's in parts of a histogram.</param>
/// <param name="Type">counter, gauge or histogram.</param>
/// <param name="Help">Description.</param>
internal sealed record PrometheusFamily(string Name, string Sample, string Type, string Help)
{
    private static readonly string[] HistogramParts = [".bucket", ".count", ".sum"];

    public static PrometheusFamily Of(Instrument instrument)
    {
        string help = instrument.Description ?? "";
        string? part = instrument.Meter.Name.StartsWith("EngageStream.", StringComparison.Ordinal)
            ? Array.Find(HistogramParts, end => instrument.Name.EndsWith(end, StringComparison.Ordinal))
            : null;
        if (part is not null)
        {
            string histogram = WithUnit(instrument.Name[..^part.Length], instrument.Unit);
            return new PrometheusFamily(histogram, histogram + part.Replace('.', '_'), "histogram", help);
        }

        string name = WithUnit(instrument.Name, instrument.Unit);
        bool counter = IsCounter(instrument);
        name = counter && !name.EndsWith("_total", StringComparison.Ordinal) ? name + "_total" : name;
        return new PrometheusFamily(name, name, counter ? "counter" : "gauge", help);
    }

    private static bool IsCounter(Instrument instrument)
    {
        Type kind = instrument.GetType().GetGenericTypeDefinition();
        return kind == typeof(Counter<>) || kind == typeof(ObservableCounter<>);
    }

    private static string WithUnit(string name, string? unit)
    {
        name = name.Replace('.', '_').Replace('-', '_');
        string? suffix = unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            "1" => "_ratio",
            _ => null,
        };
        return suffix is null || name.EndsWith(suffix, StringComparison.Ordinal) ? name : name + suffix;
    }
}
