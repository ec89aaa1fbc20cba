using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text.Json;
using static EngageStream.Runtime.Metrics.StreamInstruments;

namespace EngageStream.Runtime.Metrics;

/// <summary>
/// What librdkafka's clients tell of themselves every <c>kafka.statistics.interval.ms</c>; nothing while that is 0, its default.
/// Thread-safe.
/// </summary>
internal sealed class ClientStatistics
{
    private readonly ConcurrentDictionary<string, Figures> _clients = new();

    /// <summary>Takes a client's statistics; those that cannot be read are passed over.</summary>
    /// <param name="json">The document described in librdkafka's STATISTICS.md.</param>
    public void Take(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            _clients[root.GetProperty("client_id").GetString() ?? ""] = new Figures(
                Partitions(root).Sum(partition => partition.GetProperty("fetchq_cnt").GetInt64()),
                root.GetProperty("msg_cnt").GetInt64(),
                root.GetProperty("rx_bytes").GetInt64(),
                root.GetProperty("tx_bytes").GetInt64(),
                RoundTripSeconds(root));
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // Another release of librdkafka may tell other things; the engine does not depend on them.
        }
    }

    /// <summary>Adds the instruments.</summary>
    public void AddTo(Meter meter)
    {
        meter.CreateObservableGauge(
            "engagestream.kafka.fetch_queue", () => Each(figures => figures.Fetched), "{record}", "Records fetched and not handled yet");
        meter.CreateObservableGauge(
            "engagestream.kafka.produce_queue", () => Each(figures => figures.Unsent), "{record}", "Records not yet acknowledged");
        meter.CreateObservableCounter(
            "engagestream.kafka.received", () => Each(figures => figures.Received), "By", "Bytes received from brokers");
        meter.CreateObservableCounter("engagestream.kafka.sent", () => Each(figures => figures.Sent), "By", "Bytes sent to brokers");
        meter.CreateObservableGauge(
            "engagestream.kafka.round_trip", () => Each(figures => figures.RoundTripSeconds), "s",
            "99th percentile of the brokers' round-trip time, the slowest broker's");
    }

    private IEnumerable<Measurement<T>> Each<T>(Func<Figures, T> of)
        where T : struct => _clients.Select(client => Measure(of(client.Value), ("client", client.Key)));

    private static IEnumerable<JsonElement> Partitions(JsonElement root) => root.GetProperty("topics").EnumerateObject()
        .SelectMany(topic => topic.Value.GetProperty("partitions").EnumerateObject())
        .Select(partition => partition.Value);

    private static double RoundTripSeconds(JsonElement root) => root.GetProperty("brokers").EnumerateObject()
        .Select(broker => broker.Value.GetProperty("rtt").GetProperty("p99").GetInt64() / 1e6)
        .DefaultIfEmpty().Max();

    private sealed record Figures(long Fetched, long Unsent, long Received, long Sent, double RoundTripSeconds);
}
