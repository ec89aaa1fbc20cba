using EngageStream.Host.Telemetry;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Telemetry;
using Microsoft.Extensions.Logging;

namespace EngageStream.Host.Tests.Telemetry;

public sealed class ExportFaultsTests
{
    [Fact]
    public async Task A_receiver_that_is_away_is_told_once_not_at_every_export()
    {
        using var logs = new Lines();
        var options = new EngineOptions
        {
            Telemetry = new TelemetryOptions { OtlpEndpoint = "http://127.0.0.1:1", OtlpProtocol = OtlpProtocol.HttpProtobuf },
        };
        using (OtlpTelemetry telemetry = OtlpTelemetry.Start(options, new Dictionary<string, string>(), TimeProvider.System, logs)!)
        {
            using var meter = new System.Diagnostics.Metrics.Meter($"{EngineTelemetry.MeterPrefix}Test");
            meter.CreateObservableGauge("test", () => 1);
            telemetry.Flush();
            telemetry.Flush();
            await logs.Failure.WaitAsync(TimeSpan.FromSeconds(60));
        }

        Assert.Single(logs.Failures);
        Assert.StartsWith("Traces or metrics do not arrive (", logs.Failures[0], StringComparison.Ordinal);
    }

    private sealed class Lines : ILoggerFactory, ILogger
    {
        private readonly TaskCompletionSource _failure = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public List<string> Failures { get; } = [];

        public Task Failure => _failure.Task;

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel >= LogLevel.Warning)
            {
                lock (Failures)
                {
                    Failures.Add(formatter(state, exception));
                }

                _failure.TrySetResult();
            }
        }

        public void Dispose()
        {
        }
    }
}
