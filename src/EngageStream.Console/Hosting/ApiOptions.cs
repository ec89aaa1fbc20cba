using System.Net;
using EngageStream.Console.Tokens;

namespace EngageStream.Console.Hosting;

/// <summary>Settings of the API.</summary>
public sealed record ApiOptions
{
    /// <summary>Where to listen; port 0 for a free one.</summary>
    public required IPEndPoint Listen { get; init; }

    /// <summary>Who may use it.</summary>
    public required ApiTokens Tokens { get; init; }

    /// <summary>PEM file of the certificate; <see langword="null"/> for no TLS.</summary>
    public string? Certificate { get; init; }

    /// <summary>PEM file of the certificate's private key.</summary>
    public string? CertificateKey { get; init; }

    /// <summary>PEM file of the CA of the other nodes' certificates; <see langword="null"/> for the system's.</summary>
    public string? NodesCa { get; init; }

    /// <summary>Requests of a token, or of an address without one, in a minute. Default 600.</summary>
    public int RequestsPerMinute { get; init; } = 600;

    /// <summary>Longest body in bytes. Default 1 MiB.</summary>
    public int MaxBodyBytes { get; init; } = 1_048_576;

    /// <summary>How long a request may take, replays excepted. Default 30 s.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
