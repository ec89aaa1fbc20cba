using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Telemetry;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using ExporterProtocol = OpenTelemetry.Exporter.OtlpExportProtocol;

namespace EngageStream.Host.Telemetry;

/// <summary>
/// Sends traces and metrics to an OTLP receiver, on threads of its own. A receiver that is away costs the engine nothing but a
/// line in the log: what does not fit into the exporter's queue is dropped.
/// </summary>
internal sealed class OtlpTelemetry : IDisposable
{
    private const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string DisabledVariable = "OTEL_SDK_DISABLED";
    private const string IntervalVariable = "OTEL_METRIC_EXPORT_INTERVAL";
    private const string SamplerVariable = "OTEL_TRACES_SAMPLER";

    // A stop waits no longer for a receiver that is away.
    private const int LastWordsMs = 2_000;
    private readonly TracerProvider _traces;
    private readonly MeterProvider _metrics;
    private readonly ExportFaults _faults;

    private OtlpTelemetry(EngineOptions options, IReadOnlyDictionary<string, string> environment, TimeProvider time, ILogger logger)
    {
        _faults = new ExportFaults(logger, time);
        TracerProviderBuilder traces = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(ResourceOf(options))
            .AddSource(EngineTelemetry.SourceName)
            .AddOtlpExporter(exporter => Configure(exporter, options.Telemetry, "v1/traces"));
        if (!environment.ContainsKey(SamplerVariable))
        {
            traces.SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(options.Telemetry.TraceSampleRatio)));
        }

        _traces = traces.Build();
        _metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(ResourceOf(options))
            .AddMeter($"{EngineTelemetry.MeterPrefix}*", EngineTelemetry.RuntimeMeter)
            .AddOtlpExporter((exporter, reader) =>
            {
                Configure(exporter, options.Telemetry, "v1/metrics");
                if (!environment.ContainsKey(IntervalVariable))
                {
                    reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds =
                        (int)options.Telemetry.MetricsInterval.TotalMilliseconds;
                }
            })
            .Build();
    }

    /// <summary>
    /// Starts to send, if a receiver is configured: by <c>telemetry.otlp.endpoint</c> or OpenTelemetry's own variables, which also
    /// give whatever the engine has no setting for.
    /// </summary>
    /// <returns><see langword="null"/> where nothing is sent.</returns>
    public static OtlpTelemetry? Start(
        EngineOptions options, IReadOnlyDictionary<string, string> environment, TimeProvider time, ILoggerFactory logs)
    {
        string endpoint = options.Telemetry.OtlpEndpoint.Length > 0
            ? options.Telemetry.OtlpEndpoint
            : environment.GetValueOrDefault(EndpointVariable, "");
        bool isDisabled = string.Equals(environment.GetValueOrDefault(DisabledVariable), "true", StringComparison.OrdinalIgnoreCase);
        if (endpoint.Length == 0 || isDisabled)
        {
            return null;
        }

        ILogger logger = logs.CreateLogger("EngageStream.Telemetry");
        Log.Sending(logger, endpoint);
        return new OtlpTelemetry(options, environment, time, logger);
    }

    /// <summary>Sends what there is, without waiting for the next time.</summary>
    public void Flush()
    {
        _traces.ForceFlush(LastWordsMs);
        _metrics.ForceFlush(LastWordsMs);
    }

    /// <summary>Sends what is left, as far as it goes quickly, and ends.</summary>
    public void Dispose()
    {
        _traces.Shutdown(LastWordsMs);
        _metrics.Shutdown(LastWordsMs);
        _traces.Dispose();
        _metrics.Dispose();
        _faults.Dispose();
    }

    // The environment comes last: OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES win.
    private static ResourceBuilder ResourceOf(EngineOptions options) => ResourceBuilder.CreateEmpty()
        .AddTelemetrySdk()
        .AddService(options.ApplicationId, serviceNamespace: "engagestream", serviceVersion: BuildInfo.Version, serviceInstanceId: options.NodeId)
        .AddEnvironmentVariableDetector();

    // What is not set is left to the exporter, which takes it from OTEL_EXPORTER_OTLP_*.
    private static void Configure(OtlpExporterOptions exporter, TelemetryOptions telemetry, string signal)
    {
        if (telemetry.OtlpEndpoint.Length > 0)
        {
            bool http = telemetry.OtlpProtocol == OtlpProtocol.HttpProtobuf;
            exporter.Protocol = http ? ExporterProtocol.HttpProtobuf : ExporterProtocol.Grpc;
            exporter.Endpoint = new Uri(http ? $"{telemetry.OtlpEndpoint.TrimEnd('/')}/{signal}" : telemetry.OtlpEndpoint);
        }

        if (telemetry.OtlpHeaders.Length > 0)
        {
            exporter.Headers = telemetry.OtlpHeaders;
        }
    }
}
