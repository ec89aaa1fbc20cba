using EngageStream.Runtime.Configuration;
using Microsoft.Extensions.Logging;

namespace EngageStream.Runtime.Hosting;

internal static partial class Log
{
    [LoggerMessage(2401, LogLevel.Information, "Engine {ApplicationId} on node {NodeId} starts: {Mode}, {Threads} threads, playbook {Playbook} ({Hash})")]
    public static partial void Starting(ILogger logger, string applicationId, string nodeId, EngineMode mode, int threads, string playbook, string hash);

    [LoggerMessage(2402, LogLevel.Warning, "Kafka at {Servers} does not answer ({Reason}); the start waits for it")]
    public static partial void WaitingForKafka(ILogger logger, string servers, string reason);

    [LoggerMessage(2403, LogLevel.Information, "Serving /metrics, /healthz and /readyz at {Address}")]
    public static partial void Serving(ILogger logger, Uri address);

    [LoggerMessage(2404, LogLevel.Information, "Engine {ApplicationId} on node {NodeId} has stopped")]
    public static partial void Stopped(ILogger logger, string applicationId, string nodeId);
}
