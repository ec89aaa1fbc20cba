namespace EngageStream.Runtime.Configuration;

/// <summary>Checks the settings <c>api.*</c>, addresses apart. What a token's line must look like the API itself says.</summary>
internal static class ApiOptionsValidator
{
    public static void Check(List<ConfigurationError> errors, EngineOptions options)
    {
        EngineOptionsValidator.CheckRange(errors, "api.rate.limit", options.ApiRateLimit, 1, 1_000_000, " requests a minute");
        EngineOptionsValidator.CheckRange(errors, "api.max.body.bytes", options.ApiMaxBodyBytes, 1_024, 4_194_304, " bytes");
        EngineOptionsValidator.CheckRange(
            errors, "api.request.timeout.ms", (long)options.ApiRequestTimeout.TotalMilliseconds, 1_000, 600_000, " milliseconds");
        if (options.ApiListen.Length > 0 && options.ApiTokens.Length == 0)
        {
            errors.Add(new ConfigurationError(
                "api.tokens", "is missing, and the API is never open to all",
                "give at least one token as 'name scopes token' (docs/api.md), or leave api.listen empty"));
        }

        if (options.ApiTlsCertificate.Length > 0 != options.ApiTlsKey.Length > 0)
        {
            string missing = options.ApiTlsKey.Length > 0 ? "api.tls.certificate" : "api.tls.key";
            errors.Add(new ConfigurationError(missing, "is missing", "a certificate and its key go together: name both, or neither"));
        }

        CheckFile(errors, "api.tls.certificate", options.ApiTlsCertificate);
        CheckFile(errors, "api.tls.key", options.ApiTlsKey);
        CheckFile(errors, "api.tls.ca", options.ApiTlsCa);
    }

    private static void CheckFile(List<ConfigurationError> errors, string key, string path)
    {
        if (path.Length > 0 && !File.Exists(path))
        {
            errors.Add(new ConfigurationError(key, $"there is no file '{path}'", "name a PEM file that this process can read"));
        }
    }
}
