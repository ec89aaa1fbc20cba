using Microsoft.Extensions.Logging;

namespace EngageStream.Host.Cli;

/// <summary>Logs of the engine and the broker: one line each on standard error, so that standard output stays for results.</summary>
internal static class ConsoleLogs
{
    /// <summary>A factory that writes from a level on; the web server only from warnings on.</summary>
    public static ILoggerFactory Create(LogLevel least) => LoggerFactory.Create(logging => logging
        .SetMinimumLevel(least)
        .AddFilter("Microsoft", LogLevel.Warning)
        .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace)
        .AddSimpleConsole(format =>
        {
            format.SingleLine = true;
            format.UseUtcTimestamp = true;
            format.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
        }));
}
