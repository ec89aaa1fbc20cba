using System.Diagnostics.Metrics;
using System.Net;
using Confluent.Kafka;
using EngageStream.Domain.Model;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Metrics;
using EngageStream.Runtime.Standby;
using EngageStream.Runtime.Streams;
using EngageStream.Runtime.Telemetry;
using EngageStream.Runtime.Topics;
using Microsoft.Extensions.Logging;

namespace EngageStream.Runtime.Hosting;

/// <summary>
/// A running engine: stream threads, metrics and the HTTP endpoint. Start one per process and application; start more
/// processes to share the partitions.
/// </summary>
public sealed class EngineHost : IAsyncDisposable
{
    private readonly EngineOptions _options;
    private readonly ILogger _logger;
    private readonly IAdminClient _admin;
    private readonly EndOffsets _endOffsets;
    private readonly List<StreamThread> _threads = [];
    private readonly EngineMetrics _metrics;
    private readonly PrometheusText _prometheus;
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lazy<Task> _stop;
    private readonly StandbyCopies? _standby;
    private HttpEndpoint? _http;

    private EngineHost(EngineOptions options, EngagementModel model, TimeProvider time, ILogger logger, IAdminClient admin, int partitions)
    {
        _options = options;
        _logger = logger;
        _admin = admin;
        _stop = new Lazy<Task>(StopCoreAsync);
        var topics = new TopicNames(options.Topics.Prefix);
        _endOffsets = new EndOffsets(admin, topics, partitions, options.Kafka["bootstrap.servers"], time, logger);
        var context = new StreamContext(
            options, model, topics, partitions, new StateLogClaim(options, partitions), admin, _endOffsets, time, logger);
        if (options.Standby == StandbyMode.All)
        {
            _standby = context.Standby = new StandbyCopies(context, partition => _threads.Exists(thread => thread.Assignment.Has(partition)));
        }

        _threads.AddRange(Enumerable.Range(0, options.Threads).Select(number => new StreamThread(context, number, Fail)));
        _metrics = new EngineMetrics(
            model, options.NodeId, _threads, _endOffsets, partitions, _standby, context.Clients, time.GetUtcNow(), () => IsReady);
        _prometheus = new PrometheusText(IsShown);
    }

    /// <summary>Whether every assigned shard is restored and at work.</summary>
    public bool IsReady => !_completion.Task.IsCompleted && _threads.TrueForAll(thread => thread.IsReady);

    /// <summary>Where /metrics, /healthz and /readyz are; <see langword="null"/> where they are switched off.</summary>
    public Uri? HttpAddress => _http?.Address;

    /// <summary>Ends when the engine has: well after a stop, with the error after one that it could not mend.</summary>
    public Task Completion => _completion.Task;

    /// <summary>Checks the options, waits for Kafka, makes the topics and starts the threads.</summary>
    /// <param name="options">Settings.</param>
    /// <param name="model">Compiled playbook.</param>
    /// <param name="time">Wall clock.</param>
    /// <param name="logs">Where to log.</param>
    /// <param name="cancel">Ends the wait for Kafka.</param>
    /// <exception cref="EngineRefusedException">The engine cannot run as configured; the message names the remedy.</exception>
    public static async Task<EngineHost> StartAsync(
        EngineOptions options, EngagementModel model, TimeProvider time, ILoggerFactory logs, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(model);
        IReadOnlyList<ConfigurationError> errors = options.Validate();
        if (errors.Count > 0)
        {
            throw EngineRefusedException.For(errors);
        }

        ILogger logger = logs.CreateLogger("EngageStream.Runtime");
        Log.Starting(logger, options.ApplicationId, options.NodeId, options.Mode, options.Threads, model.Name, model.ContentHash);
        IAdminClient admin = KafkaStart.CreateAdmin(options, logger);
        try
        {
            int partitions = await KafkaStart.ReadyAsync(admin, options, model, logger, cancel);
            var host = new EngineHost(options, model, time, logger, admin, partitions);
            await host.StartCoreAsync(logs, cancel);
            return host;
        }
        catch
        {
            admin.Dispose();
            throw;
        }
    }

    /// <summary>Waits until the engine is ready.</summary>
    /// <exception cref="Exception">The engine ended before.</exception>
    public async Task WaitUntilReadyAsync(CancellationToken cancel = default)
    {
        while (!IsReady)
        {
            if (_completion.Task.IsCompleted)
            {
                await _completion.Task;
                throw new InvalidOperationException("The engine has stopped.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), cancel);
        }
    }

    /// <summary>The metrics in Prometheus' text format, as /metrics serves them.</summary>
    public string ReadMetrics() => _prometheus.Scrape();

    /// <summary>Commits, leaves the group and ends the threads. May be called more than once.</summary>
    public Task StopAsync() => _stop.Value;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync();

    // Of several engines in one process each shows its own.
    private bool IsShown(Meter meter) => meter.Name == EngineMetrics.MeterName
        ? meter == _metrics.Meter
        : meter.Name == EngineTelemetry.RuntimeMeter || meter.Name.StartsWith(EngineTelemetry.MeterPrefix, StringComparison.Ordinal);

    private async Task StartCoreAsync(ILoggerFactory logs, CancellationToken cancel)
    {
        if (_options.HttpListen.Length > 0)
        {
            try
            {
                _http = await HttpEndpoint.StartAsync(
                    IPEndPoint.Parse(_options.HttpListen), _prometheus, () => !_completion.Task.IsFaulted, () => IsReady, logs, cancel);
            }
            catch (IOException error)
            {
                throw new EngineRefusedException($"http.listen: {_options.HttpListen} cannot be listened on ({error.Message}); choose another port, or none.", error);
            }

            Log.Serving(_logger, _http.Address);
        }

        _endOffsets.Start();
        _standby?.Start();
        _threads.ForEach(thread => thread.Start());
    }

    private void Fail(Exception error)
    {
        _completion.TrySetException(error);
        _ = Task.Run(StopAsync);
    }

    private async Task StopCoreAsync()
    {
        _threads.ForEach(thread => thread.Stop());
        await Task.WhenAll(_threads.Select(thread => thread.Ended));
        if (_http is not null)
        {
            await _http.DisposeAsync();
        }

        _standby?.Dispose();
        await _endOffsets.DisposeAsync();
        _prometheus.Dispose();
        _metrics.Dispose();
        _threads.ForEach(thread => thread.Dispose());
        _admin.Dispose();
        Log.Stopped(_logger, _options.ApplicationId, _options.NodeId);
        _completion.TrySetResult();
    }
}
