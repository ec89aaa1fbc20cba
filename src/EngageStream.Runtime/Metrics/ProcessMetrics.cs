using System.Diagnostics.Metrics;
using EngageStream.Domain.Model;
using EngageStream.Runtime.Telemetry;
using static EngageStream.Runtime.Metrics.StreamInstruments;

namespace EngageStream.Runtime.Metrics;

/// <summary>What the process is. Its memory and processor time are told by the meter of .NET.</summary>
internal static class ProcessMetrics
{
    public static void AddTo(Meter meter, EngagementModel model, string node, DateTimeOffset startedAt)
    {
        meter.CreateObservableGauge("engagestream.build.info", () => Measure(1,
            ("node", node), ("version", BuildInfo.Version), ("commit", BuildInfo.Commit),
            ("playbook", model.Name), ("playbook_hash", model.ContentHash)), "", "Always 1");
        meter.CreateObservableGauge(
            "engagestream.start_time", () => startedAt.ToUnixTimeMilliseconds() / 1000.0, "s", "When the engine started, Unix time");
        meter.CreateObservableGauge(
            "engagestream.process.memory.limit", () => ProcessMemory.LimitBytes, "By",
            "Memory that the container, or else the machine, gives the process");
    }
}
