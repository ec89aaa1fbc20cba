using Microsoft.Extensions.Logging;

namespace EngageStream.Console.Hosting;

internal static partial class Log
{
    [LoggerMessage(2501, LogLevel.Information, "Serving the API at {Address}; tokens: {Tokens}")]
    public static partial void Serving(ILogger logger, Uri address, string tokens);

    [LoggerMessage(2502, LogLevel.Warning, "The API at {Address} is reachable from outside and has no TLS: tokens and people's data travel in clear. Set api.tls.certificate and api.tls.key, or put a proxy with TLS in front of it")]
    public static partial void InClear(ILogger logger, Uri address);

    [LoggerMessage(2503, LogLevel.Error, "{Method} {Route} failed: {Fault}")]
    public static partial void Failed(ILogger logger, string method, string route, string fault);

    [LoggerMessage(2504, LogLevel.Debug, "What failed")]
    public static partial void FailedDetails(ILogger logger, Exception fault);

    [LoggerMessage(2505, LogLevel.Warning, "Node {Owner} did not answer a request that was passed on: {Fault}")]
    public static partial void OwnerFailed(ILogger logger, Uri owner, string fault);
}
