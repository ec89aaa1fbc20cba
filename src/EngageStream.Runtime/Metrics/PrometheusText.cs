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
    private readonly Dictionary<(Instrument Instrument, string Labels), PrometheusHistogram> _histograms = [];

    /// <param name="include">Which meters to show.</param>
    public PrometheusText(Predicate<Meter> include)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (include(instrument.Meter))
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
            (Instrument, string) key = (instrument, PrometheusLabels.Of(tags));
            if (FamilyOf(instrument) is { Type: "histogram" } && !instrument.IsObservable)
            {
                if (!_histograms.TryGetValue(key, out PrometheusHistogram? histogram))
                {
                    _histograms[key] = histogram = PrometheusHistogram.For(instrument);
                }

                histogram.Add(value);
                return;
            }

            _values[key] = instrument.IsObservable ? value : _values.GetValueOrDefault(key) + value;
        }
    }

    private string Write()
    {
        var text = new StringBuilder();
        IEnumerable<(PrometheusFamily Family, string Sample, string Labels, double Value)> samples = _values
            .Select(pair => (FamilyOf(pair.Key.Instrument), FamilyOf(pair.Key.Instrument).Sample, pair.Key.Labels, pair.Value))
            .Concat(_histograms.SelectMany(pair => pair.Value.Samples().Select(sample => (FamilyOf(pair.Key.Instrument),
                FamilyOf(pair.Key.Instrument).Name + sample.Part, PrometheusLabels.With(pair.Key.Labels, sample.Bound), sample.Value))));
        foreach (var family in samples.GroupBy(sample => sample.Family.Name).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            PrometheusFamily head = family.First().Family;
            text.Append("# HELP ").Append(head.Name).Append(' ').Append(Escape(head.Help)).Append('\n')
                .Append("# TYPE ").Append(head.Name).Append(' ').Append(head.Type).Append('\n');

            // Two instruments of one name, such as those of two brokers in one process, are one series: it would be refused twice.
            foreach (var series in family.GroupBy(sample => (sample.Sample, sample.Labels)))
            {
                text.Append(series.Key.Sample);
                if (series.Key.Labels.Length > 0)
                {
                    text.Append('{').Append(series.Key.Labels).Append('}');
                }

                text.Append(' ').Append(Number(series.Sum(sample => sample.Value))).Append('\n');
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

    private static string Escape(string help) =>
        help.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };
}
