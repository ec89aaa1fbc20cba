using System.Text.Json;
using System.Text.Json.Serialization;
using EngageStream.Console.Endpoints;
using EngageStream.Console.Forwarding;
using EngageStream.Console.Limits;
using EngageStream.Console.Metrics;
using EngageStream.Console.OpenApi;
using EngageStream.Console.Problems;
using EngageStream.Console.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EngageStream.Console.Hosting;

/// <summary>The HTTP API; docs/api.md describes it.</summary>
public sealed class ApiServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ApiServer(WebApplication app, Uri address)
    {
        _app = app;
        Address = address;
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Starts to listen.</summary>
    /// <param name="options">Settings.</param>
    /// <param name="services">What it stands on.</param>
    /// <param name="logs">Where to log.</param>
    /// <param name="cancel">Ends the start.</param>
    /// <exception cref="IOException">The address is in use, or a file of the settings cannot be read.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">A PEM file does not hold what it should.</exception>
    public static async Task<ApiServer> StartAsync(
        ApiOptions options, ApiServices services, ILoggerFactory logs, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(services);
        ILogger logger = logs.CreateLogger("EngageStream.Console");
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.Replace(ServiceDescriptor.Singleton<IHostLifetime, NoLifetime>());
        builder.Services.AddSingleton(logs);
        builder.Services.AddSingleton(services);
        builder.Services.AddSingleton(new NodeForwarder(options.NodesCa, options.RequestTimeout, logger));
        builder.Services.AddSingleton<ApiMetrics>();
        builder.Services.AddRoutingCore();
        // A parameter that cannot be read is an error with a body, as any other.
        builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            // Names as in the topics; a number is a number.
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
        });
        RequestLimits.Add(builder.Services, options);
        ApiDocument.Add(builder.Services);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            RequestLimits.Apply(kestrel, options);
            kestrel.Listen(options.Listen, listen => ApiTls.Use(listen, options));
        });
        WebApplication app = builder.Build();
        try
        {
            Map(app, options, logger);
            await app.StartAsync(cancel);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        string address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        var server = new ApiServer(app, new Uri(address));
        Log.Serving(logger, server.Address, string.Join(", ", options.Tokens.All.Select(token => $"{token.Name} ({token.Scopes})")));
        if (options.Certificate is null && !System.Net.IPAddress.IsLoopback(options.Listen.Address))
        {
            Log.InClear(logger, server.Address);
        }

        return server;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    // The order matters: what comes first sees what all behind it did.
    private static void Map(WebApplication app, ApiOptions options, ILogger logger)
    {
        app.Services.GetRequiredService<ApiMetrics>().Use(app);
        ProblemPages.Use(app, options.MaxBodyBytes, logger);
        app.UseRouting();
        TokenGate.Identify(app, options.Tokens);
        app.UseRateLimiter();
        TokenGate.Require(app);
        app.UseRequestTimeouts();
        ApiDocument.Map(app);
        RouteGroupBuilder v1 = app.MapGroup("/v1");
        UserEndpoints.Map(v1);
        StageEndpoints.Map(v1);
        CampaignEndpoints.Map(v1);
        DeadLetterEndpoints.Map(v1);
        NodeEndpoints.Map(v1);
        PlaybookEndpoints.Map(v1);
    }

    /// <summary>The process is not this server's: whoever hosts it watches for signals.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
