using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Hosting;
using EngageStream.Runtime.Metrics;
using EngageStream.Runtime.Tests.Hosting;
using EngageStream.Runtime.Tests.Outputs;

namespace EngageStream.Runtime.Tests.Metrics;

/// <summary>docs/metrics.md and a running engine say the same.</summary>
public class MetricsDocumentTests : EngineTest
{
    private const string Entered = "engagestream_transitions_total{from=\"none\",to=\"growth\",resurrected=\"false\"}";

    private long Now => Time.GetUtcNow().ToUnixTimeMilliseconds();

    [Fact]
    public async Task What_is_exported_is_documented_and_the_other_way_round()
    {
        using var units = new Units();
        await using EngineHost engine = await StartEngineAsync(Options(EngineMode.Live) with
        {
            Kafka = new Dictionary<string, string> { ["bootstrap.servers"] = Kafka.Servers, ["statistics.interval.ms"] = "50" },
        });
        await UseAsync(engine);
        string client = $"{Kafka.ApplicationId}-node-1-producer-0";
        await MetricAsync(engine, $"engagestream_kafka_produce_queue{{client=\"{client}\"}}", queue => queue is not null);

        string page = engine.ReadMetrics();
        string document = await File.ReadAllTextAsync(Path.Combine(JsonSchemas.Root, "docs", "metrics.md"));
        IReadOnlyList<DocumentedFamily> documented = DocumentedFamily.ReadAll(document);
        Dictionary<string, ExportedFamily> exported = ExportedFamily.ReadAll(page).ToDictionary(family => family.Name);
        Assert.Empty(exported.Keys.Except(documented.Select(family => family.Name)));
        Assert.Empty(documented.Where(family => !family.IsOptional).Select(family => family.Name).Except(exported.Keys));
        Assert.Empty(documented.Where(family => exported.ContainsKey(family.Name))
            .SelectMany(family => Differences(family, exported[family.Name], units)));

        // The optional ones of the engine itself are there, too: this one has statistics.
        Assert.Empty(documented.Where(family => family.Shown == "with statistics").Select(family => family.Name).Except(exported.Keys));
    }

    [Fact]
    public async Task People_and_events_do_not_make_series()
    {
        await using EngineHost engine = await StartEngineAsync(EngineMode.Live);
        await SendAsync(engine, from: 0, people: 20, total: 20);
        await MetricAsync(engine, Entered, people => people == 20);
        int before = Own(engine);
        await SendAsync(engine, from: 20, people: 1_000, total: 1_020);
        await MetricAsync(engine, Entered, people => people == 1_020);
        Assert.Equal(before, Own(engine));

        // The bound that the document names: 227, 6 a partition, 8 a campaign (there are 2), one a stage (3) and kind of transition (1).
        Assert.InRange(before, 100, 227 + (6 * Partitions) + (8 * 2) + 3 + 1);
    }

    private static int Own(EngineHost engine) => ExportedFamily.Count(string.Join('\n', engine.ReadMetrics().Split('\n')
        .Where(line => line.StartsWith("engagestream_", StringComparison.Ordinal)
            && !line.StartsWith("engagestream_broker_", StringComparison.Ordinal))));

    private async Task SendAsync(EngineHost engine, int from, int people, int total)
    {
        await Task.WhenAll(Enumerable.Range(from, people)
            .Select(i => Kafka.SendAsync(Partitions, $"p{i}", Now, Order($"p{i}", $"m{i}", Now))));
        await MetricAsync(engine, "engagestream_events_total", events => events == total);
    }

    // Something of everything: a transition, a decision, a collection, an exception.
    private async Task UseAsync(EngineHost engine)
    {
        await Kafka.SendAsync(Partitions, "ann", Now, Order("ann", "m1", Now));
        await Kafka.SendRawAsync(0, Encoding.UTF8.GetBytes("nonsense"), Now);
        await MetricAsync(engine, "engagestream_dead_letters_total{reason=\"malformed_json\"}", letters => letters == 1);
        await MetricAsync(engine, "engagestream_decisions_total{campaign=\"thanks\",outcome=\"sent\"}", decisions => decisions == 1);
        GC.Collect();
        await Assert.ThrowsAsync<InvalidOperationException>(() => throw new InvalidOperationException("thrown to be counted"));
    }

    private static IEnumerable<string> Differences(DocumentedFamily documented, ExportedFamily exported, Units units)
    {
        if (documented.Type != exported.Type)
        {
            yield return $"{documented.Name} is a {exported.Type}, documented as {documented.Type}";
        }

        if (units.Of(exported.Name) is var unit && unit != documented.Unit)
        {
            yield return $"{documented.Name} has the unit '{unit}', documented as '{documented.Unit}'";
        }

        if (!exported.Labels.SetEquals(documented.Labels.Keys))
        {
            yield return $"{documented.Name} has the labels {string.Join(", ", exported.Labels)}";
        }

        foreach ((string label, IReadOnlyList<string> values) in documented.Labels.Where(label => label.Value.Count > 0))
        {
            foreach (string value in exported.Series.Select(series => series.GetValueOrDefault(label, "")).Distinct().Except(values))
            {
                yield return $"{documented.Name} has {label}={value}, which is not documented";
            }
        }
    }

    // The text format tells no units; of a histogram in parts, the sum has it.
    private sealed class Units : IDisposable
    {
        private readonly ConcurrentDictionary<string, string> _units = new();
        private readonly MeterListener _listener = new();

        public Units()
        {
            _listener.InstrumentPublished = (instrument, _) =>
            {
                if (!instrument.Name.EndsWith(".bucket", StringComparison.Ordinal)
                    && !instrument.Name.EndsWith(".seconds.count", StringComparison.Ordinal))
                {
                    _units[PrometheusFamily.Of(instrument).Name] = instrument.Unit ?? "";
                }
            };
            _listener.Start();
        }

        public string Of(string family) => _units.GetValueOrDefault(family, "");

        public void Dispose() => _listener.Dispose();
    }
}
