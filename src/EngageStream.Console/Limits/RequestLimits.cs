using System.Globalization;
using System.Net;
using System.Threading.RateLimiting;
using EngageStream.Console.Hosting;
using EngageStream.Console.Problems;
using EngageStream.Console.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace EngageStream.Console.Limits;

/// <summary>How much a caller may ask, and how long it may take.</summary>
internal static class RequestLimits
{
    private const int MaxConnections = 500;
    private const int MaxHeaderBytes = 16 * 1024;
    private const int MaxHeaders = 64;

    /// <summary>Limits on rate and time.</summary>
    public static void Add(IServiceCollection services, ApiOptions options)
    {
        services.AddRateLimiter(limiter =>
        {
            limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context =>
                RateLimitPartition.GetTokenBucketLimiter(CallerOf(context), _ => Bucket(options.RequestsPerMinute)));
            limiter.OnRejected = (rejected, _) => new ValueTask(RefuseAsync(rejected, options));
        });
        services.AddRequestTimeouts(timeouts => timeouts.DefaultPolicy = new RequestTimeoutPolicy
        {
            Timeout = options.RequestTimeout,
            WriteTimeoutResponse = context => Problem.WriteAsync(
                context, ProblemKind.TimedOut, "Ask for less at a time, or raise api.request.timeout.ms.", Problem.Soon),
        });
    }

    /// <summary>Limits on sizes and on slow senders.</summary>
    public static void Apply(KestrelServerOptions kestrel, ApiOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = options.MaxBodyBytes;
        kestrel.Limits.MaxConcurrentConnections = MaxConnections;
        kestrel.Limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
        kestrel.Limits.MaxRequestHeaderCount = MaxHeaders;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(120);
    }

    // Colons are in no token's name: an address cannot pass for a token.
    private static string CallerOf(HttpContext context) => TokenGate.Caller(context)?.Name
        ?? "address:" + (context.Connection.RemoteIpAddress ?? IPAddress.None);

    // A minute's worth may come at once; then they come back evenly.
    private static TokenBucketRateLimiterOptions Bucket(int perMinute) => new()
    {
        TokenLimit = perMinute,
        TokensPerPeriod = Math.Max(1, perMinute / 60),
        ReplenishmentPeriod = TimeSpan.FromSeconds(Math.Max(1.0, 60.0 / perMinute)),
        QueueLimit = 0,
    };

    private static Task RefuseAsync(OnRejectedContext rejected, ApiOptions options)
    {
        TimeSpan wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan told) ? told : Problem.Soon;
        return Problem.WriteAsync(
            rejected.HttpContext,
            ProblemKind.RateLimited,
            string.Create(CultureInfo.InvariantCulture, $"{options.RequestsPerMinute} requests a minute are allowed (api.rate.limit)."),
            wait);
    }
}
