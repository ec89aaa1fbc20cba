using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EngageStream.Redis.Configuration;
using StackExchange.Redis;

namespace EngageStream.Redis.Connections;

/// <summary>Makes the client's configuration from the settings.</summary>
internal static class RedisConnector
{
    private const int TimeoutMs = 5000;
    private const int DiagnosisTimeoutMs = 1000;

    /// <summary>Connects; where Redis is away, the connection comes about later, and until then every call fails at once.</summary>
    /// <exception cref="RedisRefusedException">A certificate cannot be read.</exception>
    public static ConnectionMultiplexer Connect(RedisOptions options, string clientName) =>
        ConnectionMultiplexer.Connect(Configuration(options, clientName));

    /// <summary>Tries to connect, and says what stands in the way.</summary>
    public static async Task<string> DiagnoseAsync(RedisOptions options)
    {
        ConfigurationOptions configuration = Configuration(options, "diagnosis");
        configuration.AbortOnConnectFail = true;
        configuration.ConnectRetry = 1;
        configuration.ConnectTimeout = DiagnosisTimeoutMs;
        try
        {
            await using ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(configuration);
            return "the connection broke, or an answer did not come in time";
        }
        catch (RedisConnectionException error) when (error.ToString().Contains("authentication failure", StringComparison.OrdinalIgnoreCase))
        {
            return "it refuses redis.user or redis.password, or one side refuses the other's certificate";
        }
        catch (RedisConnectionException)
        {
            return "it cannot be connected to";
        }
    }

    /// <summary>The configuration.</summary>
    internal static ConfigurationOptions Configuration(RedisOptions options, string clientName)
    {
        var configuration = new ConfigurationOptions
        {
            AbortOnConnectFail = false,
            // What cannot be sent now is not to be sent later: by then the position is read anew.
            BacklogPolicy = BacklogPolicy.FailFast,
            ClientName = clientName,
            ConnectTimeout = TimeoutMs,
            AsyncTimeout = TimeoutMs,
            SyncTimeout = TimeoutMs,
            DefaultDatabase = options.Database,
            ReconnectRetryPolicy = new LinearRetry(500),
            Ssl = options.Tls,
            // It tells commands and their arguments in errors otherwise.
            IncludeDetailInExceptions = false,
        };
        foreach (string server in options.Servers)
        {
            configuration.EndPoints.Add(server);
        }

        if (options.User.Length > 0)
        {
            configuration.User = options.User;
        }

        if (options.Password.Length > 0)
        {
            configuration.Password = options.Password;
        }

        if (options.Tls)
        {
            SetCertificates(configuration, options);
        }

        return configuration;
    }

    private static void SetCertificates(ConfigurationOptions configuration, RedisOptions options)
    {
        if (options.TlsCa.Length > 0)
        {
            X509Certificate2Collection authorities = Read("redis.tls.ca", options.TlsCa, file =>
            {
                var found = new X509Certificate2Collection();
                found.ImportFromPemFile(file);
                return found.Count > 0 ? found : throw new CryptographicException("there is no certificate in it");
            });
            configuration.CertificateValidation += (_, certificate, _, errors) => IsSignedBy(authorities, certificate, errors);
        }

        if (options.TlsCertificate.Length > 0)
        {
            X509Certificate2 own = Read(
                "redis.tls.cert", options.TlsCertificate, file => X509Certificate2.CreateFromPemFile(file, options.TlsKey));
            configuration.CertificateSelection += (_, _, _, _, _) => own;
        }
    }

    private static T Read<T>(string key, string file, Func<string, T> read)
    {
        try
        {
            return read(file);
        }
        catch (Exception error) when (error is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new RedisRefusedException($"{key}: {file} cannot be used ({error.Message}); name a PEM file", error);
        }
    }

    // The name must be right in any case; the chain has to end at one of the authorities named, whatever the system trusts.
    private static bool IsSignedBy(X509Certificate2Collection authorities, X509Certificate? certificate, SslPolicyErrors errors)
    {
        if (certificate is null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None)
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        using var presented = new X509Certificate2(certificate);
        return chain.Build(presented);
    }
}
