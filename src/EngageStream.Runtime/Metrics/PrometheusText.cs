using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace EngageStream.Runtime.Metrics;

/// <summary>
/// Writes the instruments of a few meters in Prometheus' text format 0.0.4. Written here because neither prometheus-net nor
/// OpenTelemetry's Prometheus exporter is on every package feed. Thread-safe.
/// </summary>
internal sealed class PrometheusText : IDisposable
{
    private readonly Lock _lock = new();
    private readonly MeterListener _listener = new();
    private readonly Dictionary<Instrument, PrometheusFamily> _families = [];
    private readonly Dictionary<(Instrument Instrument, string Labels), double> _values = [];

    /// <param name="include">Which meters to show.</param>
    public PrometheusText(Predicate<Meter> include)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (include(instrument.Meter) && !IsHistogram(instrument))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>The content type of the text.</summary>
    public static string ContentType => "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Observes every instrument and writes it down.</summary>
    public string Scrape()
    {
        lock (_lock)
        {
            // What is observed is told anew each time; what is counted adds up.
            foreach ((Instrument, string) key in _values.Keys.Where(key => key.Instrument.IsObservable).ToList())
            {
                _values.Remove(key);
            }

            _listener.RecordObservableInstruments();
            return Write();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (_lock)
        {
            (Instrument, string) key = (instrument, Labels(tags));
            _values[key] = instrument.IsObservable ? value : _values.GetValueOrDefault(key) + value;
        }
    }

    private string Write()
    {
        var text = new StringBuilder();
        var families = _values.GroupBy(value => FamilyOf(value.Key.Instrument).Name).OrderBy(group => group.Key, StringComparer.Ordinal);
        foreach (var family in families)
        {
            PrometheusFamily head = FamilyOf(family.First().Key.Instrument);
            text.Append("# HELP ").Append(head.Name).Append(' ').Append(head.Help.Replace("\\", "\\\\", StringComparison.Ordinal)).Append('\n')
                .Append("# TYPE ").Append(head.Name).Append(' ').Append(head.Type).Append('\n');
            foreach (((Instrument instrument, string labels), double value) in family)
            {
                text.Append(FamilyOf(instrument).Sample).Append(labels).Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
            }
        }

        return text.ToString();
    }

    private PrometheusFamily FamilyOf(Instrument instrument)
    {
        if (!_families.TryGetValue(instrument, out PrometheusFamily? family))
        {
            _families[instrument] = family = PrometheusFamily.Of(instrument);
        }

        return family;
    }

    private static bool IsHistogram(Instrument instrument) => instrument.GetType().GetGenericTypeDefinition() == typeof(Histogram<>);

    private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty)
        {
            return "";
        }

        var text = new StringBuilder("{");
        foreach ((string name, object? value) in tags)
        {
            string escaped = Convert.ToString(value, CultureInfo.InvariantCulture)!
                .Replace("\\", "\\\\", StringComparison.Ordinal)
                .Replace("\"", "\\\"", StringComparison.Ordinal)
                .Replace("\n", "\\n", StringComparison.Ordinal);
            text.Append(text.Length > 1 ? "," : "").Append(name.Replace('.', '_')).Append("=\"").Append(escaped).Append('"');
        }

        return text.Append('}').ToString();
    }
}
