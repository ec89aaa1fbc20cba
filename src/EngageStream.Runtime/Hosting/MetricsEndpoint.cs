using System.Diagnostics.Metrics;
using System.Net;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Metrics;
using Microsoft.Extensions.Logging;

namespace EngageStream.Runtime.Hosting;

/// <summary>
/// <c>/metrics</c>, <c>/healthz</c> and <c>/readyz</c> of a process that is no engine, on the address that <c>http.listen</c>
/// names.
/// </summary>
public sealed class MetricsEndpoint : IAsyncDisposable
{
    private readonly PrometheusText _prometheus;
    private readonly HttpEndpoint _http;

    private MetricsEndpoint(PrometheusText prometheus, HttpEndpoint http)
    {
        _prometheus = prometheus;
        _http = http;
    }

    /// <summary>Where it listens.</summary>
    public Uri Address => _http.Address;

    /// <summary>Starts to listen.</summary>
    /// <param name="listen">The setting <c>http.listen</c>; empty for none.</param>
    /// <param name="include">Which meters to show.</param>
    /// <param name="isHealthy">Whether the process works.</param>
    /// <param name="isReady">Whether it is at work.</param>
    /// <param name="logs">Where to log.</param>
    /// <param name="cancel">Ends the start.</param>
    /// <returns>The endpoint; <see langword="null"/> where there shall be none.</returns>
    /// <exception cref="EngineRefusedException">The address cannot be listened on.</exception>
    public static async Task<MetricsEndpoint?> StartAsync(
        string listen, Predicate<Meter> include, Func<bool> isHealthy, Func<bool> isReady, ILoggerFactory logs, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(listen);
        if (listen.Length == 0)
        {
            return null;
        }

        var prometheus = new PrometheusText(include);
        try
        {
            return new MetricsEndpoint(
                prometheus, await HttpEndpoint.StartAsync(IPEndPoint.Parse(listen), prometheus, isHealthy, isReady, logs, cancel));
        }
        catch (IOException error)
        {
            prometheus.Dispose();
            throw new EngineRefusedException(
                $"http.listen: {listen} cannot be listened on ({error.Message}); choose another port, or none.", error);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _http.DisposeAsync();
        _prometheus.Dispose();
    }
}
