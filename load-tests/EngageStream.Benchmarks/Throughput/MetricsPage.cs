using System.Diagnostics;
using System.Globalization;

namespace EngageStream.Benchmarks.Throughput;

/// <summary>Reads an engine's <c>/metrics</c>.</summary>
internal sealed class MetricsPage(string address) : IDisposable
{
    private const double Shortest = 0.05;
    private const double Longest = 2;
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

    /// <summary>Waits until the sum of a name reaches a value. Asks seldom while that is far, for answers cost the process time.</summary>
    public async Task ReachAsync(string name, double value, ChildProcess process, TimeSpan patience)
    {
        var watch = Stopwatch.StartNew();
        double first = await SumAsync(name);
        for (double reached = first; reached < value; reached = await SumAsync(name))
        {
            process.ThrowIfEnded();
            if (watch.Elapsed > patience)
            {
                throw new TimeoutException($"{name} is {reached}, not {value}.");
            }

            double seconds = reached > first ? (value - reached) / (reached - first) * watch.Elapsed.TotalSeconds : 0;
            await Task.Delay(TimeSpan.FromSeconds(Math.Clamp(seconds / 2, Shortest, Longest)));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();
}
