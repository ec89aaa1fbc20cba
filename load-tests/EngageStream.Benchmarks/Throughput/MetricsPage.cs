using System.Globalization;

namespace EngageStream.Benchmarks.Throughput;

/// <summary>Reads an engine's <c>/metrics</c>.</summary>
internal sealed class MetricsPage(string address) : IDisposable
{
    private readonly HttpClient _client = new() { BaseAddress = new Uri($"http://{address}"), Timeout = TimeSpan.FromSeconds(5) };

    /// <summary>The sum of all samples of a name; 0 while the page is not there.</summary>
    public async Task<double> SumAsync(string name)
    {
        try
        {
            string page = await _client.GetStringAsync("/metrics");
            return page.Split('\n')
                .Where(line => line.StartsWith(name, StringComparison.Ordinal) && line.Length > name.Length && line[name.Length] is ' ' or '{')
                .Where(line => line.StartsWith(name + ' ', StringComparison.Ordinal) || line.StartsWith(name + '{', StringComparison.Ordinal))
                .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
        }
        catch (HttpRequestException)
        {
            return 0;
        }
    }

    /// <summary>Waits until the sum of a name reaches a value.</summary>
    public async Task ReachAsync(string name, double value, ChildProcess process, TimeSpan patience)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        using var limit = new CancellationTokenSource(patience);
        while (await SumAsync(name) < value)
        {
            process.ThrowIfEnded();
            await timer.WaitForNextTickAsync(limit.Token);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();
}
