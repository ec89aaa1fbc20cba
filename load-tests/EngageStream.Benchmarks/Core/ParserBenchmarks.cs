using System.Text.Json;
using BenchmarkDotNet.Attributes;
using EngageStream.Domain.Events;
using EngageStream.Domain.Model;

namespace EngageStream.Benchmarks.Core;

/// <summary>
/// Parsing one event, beside a mere walk over its tokens with <see cref="Utf8JsonReader"/>: what any parser built on that
/// would pay before it has compared a name or read a time.
/// </summary>
[MemoryDiagnoser]
public class ParserBenchmarks
{
    private static readonly EventSchema Schema = new(
        ["Product Viewed", "Product Added", "Checkout Started", "Order Completed", "Order Refunded", "Page Viewed"],
        ["price", "revenue", "currency"],
        ["email", "plan"]);

    private readonly EventParser _parser = new(Schema, EventTimePolicy.Default);
    private readonly InputEvent _event = new(Schema);
    private byte[] _value = [];

    /// <summary>Which event.</summary>
    [Params(nameof(SampleEvents.Typical), nameof(SampleEvents.Browser))]
    public string Sample { get; set; } = nameof(SampleEvents.Typical);

    [GlobalSetup]
    public void Prepare()
    {
        _value = Sample == nameof(SampleEvents.Typical) ? SampleEvents.Typical : SampleEvents.Browser;
        EventError error = Parse();
        if (error != EventError.None)
        {
            throw new InvalidOperationException($"The sample is no event: {error}.");
        }
    }

    [Benchmark(Baseline = true)]
    public int WalkTokens()
    {
        int tokens = 0;
        var reader = new Utf8JsonReader(_value);
        while (reader.Read())
        {
            tokens++;
        }

        return tokens;
    }

    [Benchmark]
    public EventError Parse() => _parser.Parse(_value, SampleEvents.RecordTimestampMs, _event);
}
