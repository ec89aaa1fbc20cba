using System.Diagnostics.Metrics;
using EngageStream.Runtime.Telemetry;

namespace EngageStream.Runtime.Metrics;

/// <summary>How an instrument appears in Prometheus: OpenTelemetry's rules for names (unit and <c>_total</c> at the end).</summary>
/// <param name="Name">Name of the family.</param>
/// <param name="Sample">Name of the samples; differs from the family's in parts of a histogram.</param>
/// <param name="Type">counter, gauge or histogram.</param>
/// <param name="Help">Description.</param>
internal sealed record PrometheusFamily(string Name, string Sample, string Type, string Help)
{
    private static readonly string[] HistogramParts = [".bucket", ".count", ".sum"];

    // Names of the .NET runtime that end as only a histogram's may.
    private static readonly Dictionary<string, string> Plurals = new()
    {
        ["dotnet.assembly.count"] = "dotnet_assemblies",
        ["dotnet.process.cpu.count"] = "dotnet_process_cpus",
        ["dotnet.thread_pool.thread.count"] = "dotnet_thread_pool_threads",
        ["dotnet.timer.count"] = "dotnet_timers",
    };

    // The runtime tells these as counters, though they fall.
    private static readonly string[] Falling = ["dotnet.thread_pool.thread.count", "dotnet.thread_pool.queue.length"];

    public static PrometheusFamily Of(Instrument instrument)
    {
        string help = instrument.Description ?? "";
        if (PartOf(instrument) is { } part)
        {
            string histogram = Plain(instrument.Name[..^part.Length]);
            return new PrometheusFamily(histogram, histogram + part.Replace('.', '_'), "histogram", help);
        }

        Type kind = instrument.GetType().GetGenericTypeDefinition();
        string name = Plurals.GetValueOrDefault(instrument.Name) ?? WithUnit(instrument.Name, instrument.Unit);
        if (kind == typeof(Histogram<>))
        {
            return new PrometheusFamily(name, name, "histogram", help);
        }

        bool counter = (kind == typeof(Counter<>) || kind == typeof(ObservableCounter<>)) && !Falling.Contains(instrument.Name);
        name = counter && !name.EndsWith("_total", StringComparison.Ordinal) ? name + "_total" : name;
        return new PrometheusFamily(name, name, counter ? "counter" : "gauge", help);
    }

    // Observed histograms come as three counters, whose common name ends in the unit: app.wait.seconds.bucket, .count, .sum.
    private static string? PartOf(Instrument instrument) =>
        instrument.Meter.Name.StartsWith(EngineTelemetry.MeterPrefix, StringComparison.Ordinal)
            ? Array.Find(HistogramParts, part =>
                instrument.Name.EndsWith($".seconds{part}", StringComparison.Ordinal)
                || instrument.Name.EndsWith($".bytes{part}", StringComparison.Ordinal))
            : null;

    private static string WithUnit(string name, string? unit)
    {
        name = Plain(name);
        string? suffix = unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            "1" => "_ratio",
            _ => null,
        };
        return suffix is null || name.EndsWith(suffix, StringComparison.Ordinal) ? name : name + suffix;
    }

    private static string Plain(string name) => name.Replace('.', '_').Replace('-', '_');
}
