namespace EngageStream.Host.Demo;

/// <summary>What <c>engagestream demo</c> was asked for.</summary>
public sealed record DemoOptions
{
    /// <summary>Lines of text instead of a live view; ends at once when done.</summary>
    public required bool Plain { get; init; }

    /// <summary>Seconds of event time per second; infinite for as fast as possible.</summary>
    public required double Pace { get; init; }

    /// <summary>The Online Retail CSV file; null to look for it.</summary>
    public string? Data { get; init; }

    /// <summary>Whether broker and engine stay up until Ctrl+C.</summary>
    public required bool Keep { get; init; }

    /// <summary>TCP port of <c>/metrics</c>; 0 for a free one.</summary>
    public required int MetricsPort { get; init; }
}
