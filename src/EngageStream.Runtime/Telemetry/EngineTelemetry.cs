using System.Diagnostics;

namespace EngageStream.Runtime.Telemetry;

/// <summary>Names under which an engine's traces and metrics are found.</summary>
public static class EngineTelemetry
{
    /// <summary>Name of the <see cref="ActivitySource"/> of an engine's spans.</summary>
    public const string SourceName = "EngageStream.Runtime";

    /// <summary>The meters of every part of the program begin with this.</summary>
    public const string MeterPrefix = "EngageStream.";

    /// <summary>The meter of the .NET runtime: memory, garbage collection, threads.</summary>
    public const string RuntimeMeter = "System.Runtime";

    internal static readonly ActivitySource Source = new(SourceName);
}
