using System.Net;
using System.Security.Cryptography;
using EngageStream.Console.Hosting;
using EngageStream.Console.Ports;
using EngageStream.Console.Tokens;
using EngageStream.Domain.Model;
using EngageStream.Host.Cli;
using EngageStream.Runtime.Audit;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Hosting;
using Microsoft.Extensions.Logging;

namespace EngageStream.Host.Api;

/// <summary>The API beside an engine, with what it stands on.</summary>
internal sealed class ApiHost : IAsyncDisposable
{
    private static readonly TimeSpan AuditPatience = TimeSpan.FromSeconds(5);
    private readonly ApiServer _server;
    private readonly AuditTrail _trail;
    private readonly DeadLetterDesk _desk;

    private ApiHost(ApiServer server, AuditTrail trail, DeadLetterDesk desk)
    {
        _server = server;
        _trail = trail;
        _desk = desk;
    }

    /// <summary>Where it listens.</summary>
    public Uri Address => _server.Address;

    /// <summary>Settings of the API; <see langword="null"/> where it is off. To be read before the engine starts: what is wrong ends it.</summary>
    /// <exception cref="CommandException">A token's line is wrong.</exception>
    public static ApiOptions? Settings(EngineOptions options)
    {
        if (options.ApiListen.Length == 0)
        {
            return null;
        }

        ApiTokens tokens = ApiTokensReader.Read(options.ApiTokens, out IReadOnlyList<string> errors);
        if (errors.Count > 0)
        {
            throw new CommandException(
                ExitCode.Invalid, $"The configuration is not valid:\n  {string.Join("\n  ", errors.Select(error => $"api.tokens: {error}"))}");
        }

        return new ApiOptions
        {
            Listen = IPEndPoint.Parse(options.ApiListen),
            Tokens = tokens,
            Certificate = NullIfEmpty(options.ApiTlsCertificate),
            CertificateKey = NullIfEmpty(options.ApiTlsKey),
            NodesCa = NullIfEmpty(options.ApiTlsCa),
            RequestsPerMinute = options.ApiRateLimit,
            MaxBodyBytes = options.ApiMaxBodyBytes,
            RequestTimeout = options.ApiRequestTimeout,
        };
    }

    /// <summary>Starts it.</summary>
    /// <param name="settings">Its settings.</param>
    /// <param name="options">The engine's.</param>
    /// <param name="model">The playbook at work.</param>
    /// <param name="engine">The engine.</param>
    /// <param name="index">The people of a stage; <see langword="null"/> where nothing keeps them.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logs">Where to log.</param>
    /// <exception cref="CommandException">It cannot listen, or its certificate cannot be used.</exception>
    public static async Task<ApiHost> StartAsync(
        ApiOptions settings,
        EngineOptions options,
        EngagementModel model,
        EngineHost engine,
        IUserIndex? index,
        TimeProvider time,
        ILoggerFactory logs)
    {
        ILogger logger = logs.CreateLogger("EngageStream.Host");
        var trail = new AuditTrail(options, AuditPatience, logger);
        var desk = new DeadLetterDesk(options, logger);
        try
        {
            var services = new ApiServices
            {
                Users = new EngineUserLookup(engine),
                Nodes = new EngineNodeDirectory(engine),
                Playbook = new PlaybookCatalogue(model),
                Checker = new PlaybookChecker(),
                DeadLetters = desk,
                Audit = new ApiAudit(new AuditedAction(trail, time)),
                Index = index,
                Time = time,
            };
            ApiServer server = await ApiServer.StartAsync(settings, services, logs).ConfigureAwait(false);
            engine.ApiAddress = server.Address;
            return new ApiHost(server, trail, desk);
        }
        catch (Exception fault)
        {
            trail.Dispose();
            desk.Dispose();
            throw fault switch
            {
                IOException or UnauthorizedAccessException => new CommandException(
                    ExitCode.KafkaUnavailable, $"api.listen: the API cannot be served at {settings.Listen} ({fault.Message})."),
                CryptographicException => new CommandException(
                    ExitCode.Invalid, $"api.tls.*: a file is no PEM of what it should be ({fault.Message}), or key and certificate do not belong together."),
                _ => fault,
            };
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync().ConfigureAwait(false);
        _trail.Dispose();
        _desk.Dispose();
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
