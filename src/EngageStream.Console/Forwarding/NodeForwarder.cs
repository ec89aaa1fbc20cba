using System.Net;
using System.Security.Cryptography.X509Certificates;
using EngageStream.Console.Hosting;
using EngageStream.Console.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace EngageStream.Console.Forwarding;

/// <summary>
/// Asks the node that owns a person in the caller's name: the caller's token goes along, so that node decides by its own tokens.
/// One hop only: two nodes that each take the other for the owner must not ask each other for ever.
/// </summary>
internal sealed class NodeForwarder : IDisposable
{
    /// <summary>Marks a request that another node passes on.</summary>
    public const string HopHeader = "Engage-Forwarded";

    private const int MaxAnswerBytes = 4 * 1024 * 1024;
    private static readonly int[] PassedOn = [200, 404, 429, 503];
    private readonly HttpClient _client;
    private readonly ILogger _logger;

    /// <param name="ca">PEM file of the CA of the other nodes' certificates; <see langword="null"/> for the system's.</param>
    /// <param name="timeout">How long an answer may take.</param>
    /// <param name="logger">Where to log.</param>
    public NodeForwarder(string? ca, TimeSpan timeout, ILogger logger)
    {
        _logger = logger;

        // Neither redirects nor proxies: the token goes to the announced address and nowhere else.
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(2),
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        };
        if (ca is not null)
        {
            var policy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            policy.CustomTrustStore.ImportFromPemFile(ca);
            handler.SslOptions.CertificateChainPolicy = policy;
        }

        _client = new HttpClient(handler) { Timeout = timeout, MaxResponseContentBufferSize = MaxAnswerBytes };
    }

    /// <summary>Passes a request on and gives back what came of it.</summary>
    public async Task<IResult> AskAsync(HttpContext context, Uri? owner, string pathAndQuery)
    {
        if (context.Request.Headers.ContainsKey(HopHeader))
        {
            return new Problem(
                ProblemKind.Moving, "The node that was asked first and this one take each other for the owner.", Problem.Soon);
        }

        if (owner is null)
        {
            return new Problem(ProblemKind.OwnerFailed, "It announces no API: set api.listen on every node.");
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(owner, pathAndQuery));
        request.Headers.TryAddWithoutValidation(HeaderNames.Authorization, context.Request.Headers.Authorization.ToString());
        request.Headers.Add(HopHeader, "1");
        try
        {
            HttpResponseMessage answer = await _client.SendAsync(request, context.RequestAborted);
            return new ForwardedAnswer(answer, PassedOn.Contains((int)answer.StatusCode));
        }
        catch (HttpRequestException fault)
        {
            Log.OwnerFailed(_logger, owner, fault.HttpRequestError.ToString());
            return new Problem(ProblemKind.OwnerFailed, "It does not answer; if it is gone, another will take over soon.", Problem.Soon);
        }
        catch (TaskCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            Log.OwnerFailed(_logger, owner, "timed out");
            return new Problem(ProblemKind.OwnerFailed, "It did not answer in time.", Problem.Soon);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();
}
