using System.Diagnostics.Metrics;
using System.Globalization;
using EngageStream.Console.Hosting;
using EngageStream.Console.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace EngageStream.Console.Metrics;

/// <summary>The API's instruments. Labels are bounded: routes, classes of status, and kinds of problems.</summary>
internal sealed class ApiMetrics : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "EngageStream.Console";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _requests;
    private readonly Counter<long> _refused;
    private readonly LatencyBuckets _latency = new();

    public ApiMetrics()
    {
        _requests = _meter.CreateCounter<long>("engagestream.api.requests", "{request}", "Requests answered, by route and class of status");
        _refused = _meter.CreateCounter<long>("engagestream.api.refused", "{request}", "Requests answered with a problem, by its kind");
        const string Latency = "engagestream.api.latency.seconds";
        const string Description = "From a request's headers to the end of its answer";
        _meter.CreateObservableCounter($"{Latency}.bucket", Buckets, "s", Description);
        _meter.CreateObservableCounter($"{Latency}.count", () => _latency.Cumulative(LatencyBuckets.BoundsMs.Length), "s", Description);
        _meter.CreateObservableCounter($"{Latency}.sum", () => _latency.SumSeconds, "s", Description);
    }

    /// <summary>Counts what passes.</summary>
    public void Use(WebApplication app) => app.Use(async (context, next) =>
    {
        long started = TimeProvider.System.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            _latency.Add(TimeProvider.System.GetElapsedTime(started));
            Count(context);
        }
    });

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private void Count(HttpContext context)
    {
        string status = context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted
            ? "aborted"
            : (context.Response.StatusCode / 100).ToString(CultureInfo.InvariantCulture) + "xx";
        var route = new KeyValuePair<string, object?>("route", Route.Of(context));
        _requests.Add(1, route, new KeyValuePair<string, object?>("status", status));

        // A rate does not see the first of a counter that was not there before: each route's failures are, from its first request on.
        _requests.Add(0, route, new KeyValuePair<string, object?>("status", "5xx"));
        if (context.Features.Get<ProblemKind>() is { } problem)
        {
            _refused.Add(1, new KeyValuePair<string, object?>("reason", problem.Name));
        }
    }

    private IEnumerable<Measurement<long>> Buckets()
    {
        long[] bounds = LatencyBuckets.BoundsMs;
        for (int bucket = 0; bucket <= bounds.Length; bucket++)
        {
            string bound = bucket < bounds.Length ? (bounds[bucket] / 1000.0).ToString(CultureInfo.InvariantCulture) : "+Inf";
            yield return new Measurement<long>(_latency.Cumulative(bucket), new KeyValuePair<string, object?>("le", bound));
        }
    }
}
