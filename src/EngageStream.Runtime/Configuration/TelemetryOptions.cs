namespace EngageStream.Runtime.Configuration;

/// <summary>What the engine tells of itself beyond /metrics and logs.</summary>
public sealed record TelemetryOptions
{
    /// <summary>
    /// OTLP receiver of traces and metrics, a URL. For HTTP without the path <c>/v1/…</c> of a signal. Empty for none, unless the
    /// standard variable <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names one. Default empty.
    /// </summary>
    public string OtlpEndpoint { get; init; } = "";

    /// <summary>How to speak to it. Default gRPC.</summary>
    public OtlpProtocol OtlpProtocol { get; init; } = OtlpProtocol.Grpc;

    /// <summary>Headers sent along, <c>name=value</c> separated by commas; a secret, never logged. Default empty.</summary>
    public string OtlpHeaders { get; init; } = "";

    /// <summary>Time between two exports of metrics. Default 60 s; 1 s to 1 h.</summary>
    public TimeSpan MetricsInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Share of traces to record among those that begin in the engine, 0 to 1. Those that a producer began follow the producer's
    /// decision. Default 0.01.
    /// </summary>
    public double TraceSampleRatio { get; init; } = 0.01;

    /// <summary>The options without the secret.</summary>
    public override string ToString() =>
        $"{nameof(TelemetryOptions)} {{ {OtlpEndpoint}, {OtlpProtocol}, {MetricsInterval}, {TraceSampleRatio} }}";
}
