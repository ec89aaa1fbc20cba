using System.Globalization;

namespace EngageStream.Host.Demo;

/// <summary>Reads <c>/metrics</c> as a Prometheus server would.</summary>
internal sealed class MetricsReader(Uri address) : IDisposable
{
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(10) };

    /// <summary>The page's address.</summary>
    public Uri Address { get; } = new(address, "/metrics");

    /// <summary>Reads the figures that the demo needs.</summary>
    public async Task<EngineFigures> ReadAsync(CancellationToken cancellation) =>
        Parse(await _client.GetStringAsync(Address, cancellation).ConfigureAwait(false));

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    /// <summary>Takes the figures from the text format.</summary>
    internal static EngineFigures Parse(string text)
    {
        ILookup<string, double> samples = text.Split('\n')
            .Where(line => line.Length > 0 && line[0] != '#')
            .ToLookup(line => line[..line.AsSpan().IndexOfAny('{', ' ')], line =>
                double.Parse(line.AsSpan(line.LastIndexOf(' ') + 1), CultureInfo.InvariantCulture));
        IEnumerable<double> clocks = samples["engagestream_shard_clock_seconds"];
        return new EngineFigures(
            (long)samples["engagestream_events_total"].Sum(),
            (long)samples["engagestream_lag"].Sum(),
            clocks.Count(),
            clocks.Any() ? (long)(clocks.Min() * 1000) : 0,
            (long)samples["engagestream_timers_fired_total"].Sum());
    }
}
