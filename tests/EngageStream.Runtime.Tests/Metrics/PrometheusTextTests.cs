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

    [Fact]
    public void A_histogram_has_cumulative_buckets_at_the_bounds_it_advises()
    {
        using var meter = new Meter("test.prometheus.histogram");
        using var text = new PrometheusText(candidate => candidate == meter);
        Histogram<double> waits = meter.CreateHistogram(
            "app.wait", "s", "Waits", tags: null, advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] });
        foreach (double wait in (double[])[0.1, 0.5, 3])
        {
            waits.Record(wait, new KeyValuePair<string, object?>("route", "/users"));
        }

        Assert.Contains("""
            # HELP app_wait_seconds Waits
            # TYPE app_wait_seconds histogram
            app_wait_seconds_bucket{route="/users",le="0.1"} 1
            app_wait_seconds_bucket{route="/users",le="1"} 2
            app_wait_seconds_bucket{route="/users",le="+Inf"} 3
            app_wait_seconds_sum{route="/users"} 3.6
            app_wait_seconds_count{route="/users"} 3

            """, text.Scrape(), StringComparison.Ordinal);
    }

    [Fact]
    public void Three_observed_counters_make_a_histogram()
    {
        using var meter = new Meter("EngageStream.Test");
        using var text = new PrometheusText(candidate => candidate == meter);
        meter.CreateObservableCounter(
            "app.wait.seconds.bucket", () => new Measurement<long>(4, new KeyValuePair<string, object?>("le", "+Inf")), "{observation}", "Waits");
        meter.CreateObservableCounter("app.wait.seconds.count", () => 4L, "{observation}", "Waits");
        meter.CreateObservableCounter("app.wait.seconds.sum", () => 1.5, "s", "Waits");
        meter.CreateObservableCounter("app.rows.count", () => 9L, "{row}", "Rows");

        string scraped = text.Scrape();
        Assert.Contains(
            "# TYPE app_wait_seconds histogram\napp_wait_seconds_bucket{le=\"+Inf\"} 4\napp_wait_seconds_count 4\napp_wait_seconds_sum 1.5\n",
            scraped, StringComparison.Ordinal);
        Assert.Contains("# TYPE app_rows_count_total counter\napp_rows_count_total 9\n", scraped, StringComparison.Ordinal);
    }

    [Fact]
    public void Instruments_of_one_name_are_one_series()
    {
        using var first = new Meter("test.prometheus.twice");
        using var second = new Meter("test.prometheus.twice");
        using var text = new PrometheusText(candidate => candidate == first || candidate == second);
        first.CreateObservableGauge("app.size", () => 1, "By", "Size");
        second.CreateObservableGauge("app.size", () => 2, "By", "Size");
        Assert.Equal("# HELP app_size_bytes Size\n# TYPE app_size_bytes gauge\napp_size_bytes 3\n", text.Scrape());
    }

    [Fact]
    public void What_cannot_stand_in_a_line_is_escaped()
    {
        using var meter = new Meter("test.prometheus.escapes");
        using var text = new PrometheusText(candidate => candidate == meter);
        meter.CreateObservableGauge("app.limit", () => double.PositiveInfinity, "", "One\nline \\ two");
        Assert.Equal("# HELP app_limit One\\nline \\\\ two\n# TYPE app_limit gauge\napp_limit +Inf\n", text.Scrape());
    }
}
