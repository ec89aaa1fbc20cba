using Microsoft.Extensions.Logging;

namespace EngageStream.Host.Telemetry;

internal static partial class Log
{
    [LoggerMessage(5101, LogLevel.Information, "Sending traces and metrics to {Endpoint}")]
    public static partial void Sending(ILogger logger, string endpoint);

    [LoggerMessage(5102, LogLevel.Warning, "Traces or metrics do not arrive ({Reason}); the engine goes on without")]
    public static partial void ExportFails(ILogger logger, string reason);
}
