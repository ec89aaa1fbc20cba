using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EngageStream.Host.Tests.Telemetry;

/// <summary>Takes OTLP over HTTP on a free port, and keeps what comes.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly ConcurrentQueue<OtlpRequest> _requests = new();
    private readonly WebApplication _app;

    private OtlpReceiver()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.MapPost("/{**path}", async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            _requests.Enqueue(new OtlpRequest(
                context.Request.Path.Value!, context.Request.ContentType, context.Request.Headers["x-token"], body.ToArray()));
            context.Response.ContentType = "application/x-protobuf";
        });
    }

    public string Endpoint => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    public static async Task<OtlpReceiver> StartAsync()
    {
        var receiver = new OtlpReceiver();
        await receiver._app.StartAsync();
        return receiver;
    }

    /// <summary>Waits for a request that holds all of the texts or bytes.</summary>
    public async Task<OtlpRequest> WaitAsync(string path, params byte[][] parts)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            OtlpRequest? found = _requests.FirstOrDefault(request => request.Path == path && Array.TrueForAll(parts, request.Contains));
            if (found is not null)
            {
                return found;
            }

            await Task.Delay(20, patience.Token);
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}

/// <summary>What came.</summary>
internal sealed record OtlpRequest(string Path, string? ContentType, string? Token, byte[] Body)
{
    public bool Contains(byte[] part) => Body.AsSpan().IndexOf(part) >= 0;
}
