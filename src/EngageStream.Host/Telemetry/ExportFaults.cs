using System.Diagnostics.Tracing;
using Microsoft.Extensions.Logging;

namespace EngageStream.Host.Telemetry;

/// <summary>
/// Tells the log that exports fail, which the exporter tells only to listeners of its events: at the first failure and every ten
/// minutes that they go on.
/// </summary>
internal sealed class ExportFaults(ILogger logger, TimeProvider time) : EventListener
{
    private const string Exporter = "OpenTelemetry-Exporter-OpenTelemetryProtocol";
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);
    private readonly Lock _lock = new();
    private long? _toldAt;

    /// <inheritdoc/>
    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == Exporter)
        {
            EnableEvents(eventSource, EventLevel.Warning);
        }
    }

    /// <inheritdoc/>
    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        // An event may come before the constructor has run.
        if (logger is null || time is null || _lock is null)
        {
            return;
        }

        long now = time.GetTimestamp();
        lock (_lock)
        {
            if (_toldAt is { } before && time.GetElapsedTime(before, now) < Pause)
            {
                return;
            }

            _toldAt = now;
        }

        Log.ExportFails(logger, FirstLine(string.Join("; ", eventData.Payload ?? [])));
    }

    private static string FirstLine(string text) => text.Split('\n', 2)[0].Trim();
}
