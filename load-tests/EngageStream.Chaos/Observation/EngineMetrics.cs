using System.Globalization;
using System.Text.RegularExpressions;

namespace EngageStream.Chaos.Observation;

/// <summary>A reading of an engine's <c>/metrics</c>.</summary>
internal sealed partial class EngineMetrics
{
    private static readonly HttpClient Client = new() { Timeout = TimeSpan.FromSeconds(1) };
    private readonly string[] _lines;

    private EngineMetrics(string page) => _lines = page.Split('\n');

    /// <summary>Clocks of the shards at work, by partition, Unix milliseconds.</summary>
    public IReadOnlyDictionary<int, long> ClocksMs => _lines
        .Select(line => ClockLine().Match(line))
        .Where(match => match.Success)
        .ToDictionary(
            match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture),
            match => (long)(double.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture) * 1000));

    /// <summary>The page as text.</summary>
    public static EngineMetrics Of(string page) => new(page);

    /// <summary>Asks an engine; <see langword="null"/> where it does not answer within a second.</summary>
    public static async Task<EngineMetrics?> ReadAsync(Uri address, CancellationToken cancellation)
    {
        try
        {
            return new EngineMetrics(await Client.GetStringAsync(new Uri(address, "/metrics"), cancellation).ConfigureAwait(false));
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException && !cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Whether there is a sample of a name.</summary>
    public bool Has(string name) => Samples(name).Any();

    /// <summary>Sum of all samples of a name; 0 where there are none.</summary>
    public double Sum(string name) =>
        Samples(name).Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));

    private IEnumerable<string> Samples(string name) => _lines
        .Where(line => line.StartsWith(name, StringComparison.Ordinal) && line.Length > name.Length && (line[name.Length] is ' ' or '{'));

    [GeneratedRegex("""^engagestream_shard_clock_seconds\{.*partition="(\d+)".*\} (\S+)""", RegexOptions.CultureInvariant)]
    private static partial Regex ClockLine();
}
