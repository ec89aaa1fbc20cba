using System.Diagnostics.Metrics;
using EngageStream.Runtime.Metrics;

namespace EngageStream.Runtime.Tests.Metrics;

public class PrometheusTextTests
{
    [Fact]
    public void Counters_gauges_units_and_labels_follow_the_conventions()
    {
        using var meter = new Meter("test.prometheus");
        using var text = new PrometheusText(candidate => candidate == meter);
        Counter<long> counter = meter.CreateCounter<long>("app.calls", "{call}", "Calls");
        counter.Add(2, new KeyValuePair<string, object?>("path", "a\"b\\c\nd"));
        counter.Add(3, new KeyValuePair<string, object?>("path", "a\"b\\c\nd"));
        meter.CreateObservableGauge("app.size", () => 1.5, "By", "Size");
        meter.CreateObservableCounter("app.time", () => 4L, "s", "Time");

        string scraped = text.Scrape();
        Assert.Contains("# TYPE app_calls_total counter\napp_calls_total{path=\"a\\\"b\\\\c\\nd\"} 5\n", scraped, StringComparison.Ordinal);
        Assert.Contains("# HELP app_size_bytes Size\n# TYPE app_size_bytes gauge\napp_size_bytes 1.5\n", scraped, StringComparison.Ordinal);
        Assert.Contains("app_time_seconds_total 4\n", scraped, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_longer_observed_disappears_and_what_was_counted_stays()
    {
        using var meter = new Meter("test.prometheus.gone");
        using var text = new PrometheusText(candidate => candidate == meter);
        bool there = true;
        meter.CreateObservableGauge("app.partition", () => there ? new Measurement<int>[] { new(1) } : []);
        meter.CreateCounter<long>("app.calls").Add(1);
        Assert.Contains("app_partition 1", text.Scrape(), StringComparison.Ordinal);
        there = false;
        string later = text.Scrape();
        Assert.DoesNotContain("app_partition", later, StringComparison.Ordinal);
        Assert.Contains("app_calls_total 1", later, StringComparison.Ordinal);
    }
}
