using System.Diagnostics.Metrics;
using System.Globalization;
using EngageStream.Runtime.Metrics;

namespace EngageStream.Runtime.Tests.Metrics;

public class ClientStatisticsTests
{
    [Fact]
    public void The_latest_figures_of_each_client_are_shown()
    {
        using var meter = new Meter("test.clients");
        using var text = new PrometheusText(candidate => candidate == meter);
        var clients = new ClientStatistics();
        clients.AddTo(meter);
        clients.Take(Statistics("a", fetched: 1, sent: 10));
        clients.Take(Statistics("a", fetched: 3, sent: 20));
        clients.Take(Statistics("b", fetched: 0, sent: 5));
        clients.Take("no json");
        clients.Take("{}");

        string page = text.Scrape();
        Assert.Contains("engagestream_kafka_fetch_queue{client=\"a\"} 6\n", page, StringComparison.Ordinal);
        Assert.Contains("engagestream_kafka_sent_bytes_total{client=\"a\"} 20\n", page, StringComparison.Ordinal);
        Assert.Contains("engagestream_kafka_sent_bytes_total{client=\"b\"} 5\n", page, StringComparison.Ordinal);
        Assert.Contains("engagestream_kafka_round_trip_seconds{client=\"a\"} 0.004\n", page, StringComparison.Ordinal);
    }

    private static string Statistics(string client, int fetched, int sent) => """
        {"client_id":"CLIENT","msg_cnt":7,"rx_bytes":1,"tx_bytes":SENT,
         "brokers":{"x":{"rtt":{"p99":1000}},"y":{"rtt":{"p99":4000}}},
         "topics":{"t":{"partitions":{"0":{"fetchq_cnt":FETCHED},"1":{"fetchq_cnt":FETCHED}}}}}
        """
        .Replace("CLIENT", client, StringComparison.Ordinal)
        .Replace("SENT", sent.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("FETCHED", fetched.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
}
