using System.Diagnostics.Metrics;
using System.Net;
using Confluent.Kafka;
using EngageStream.Domain.Model;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Metrics;
using EngageStream.Runtime.Nodes;
using EngageStream.Runtime.Reads;
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
    private readonly NodeDirectory _nodes;
    private readonly NodeAnnouncer _announcer;
    private readonly ReadRouter _reads;
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
        _nodes = new NodeDirectory(options, topics, time, logger);
        _announcer = new NodeAnnouncer(options, topics, new NodeReport(options, model, _threads, () => ApiAddress, time), time, logger);
        var bodies = new UserBodies(model, options.Mode == EngineMode.Live);
        _reads = new ReadRouter(options.Partitioner, partitions, PlaceOf, OwnerOf, bodies);
        _metrics = new EngineMetrics(
            model, options.NodeId, _threads, _endOffsets, partitions, _standby, context.Clients, time.GetUtcNow(), () => IsReady);
        _metrics.Add(_reads);
        _metrics.Add(_nodes, _announcer);
        _prometheus = new PrometheusText(IsShown);
    }

    /// <summary>Whether every assigned shard is restored and at work.</summary>
    public bool IsReady => !_completion.Task.IsCompleted && _threads.TrueForAll(thread => thread.IsReady);

    /// <summary>Where /metrics, /healthz and /readyz are; <see langword="null"/> where they are switched off.</summary>
    public Uri? HttpAddress => _http?.Address;

    /// <summary>
    /// Where this node's API listens: set by who serves it, once it does, and announced to the other nodes unless <c>api.url</c>
    /// says another place.
    /// </summary>
    public Uri? ApiAddress { get; set; }

    /// <summary>The engines of the application as they announce themselves, this one included, ordered by name.</summary>
    public IReadOnlyList<NodeAnnouncement> Nodes => _nodes.Nodes;

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
        var clientLog = new ClientLog(logger, options);
        IAdminClient admin = KafkaStart.CreateAdmin(options, clientLog);
        try
        {
            int partitions = await KafkaStart.ReadyAsync(admin, options, model, clientLog, logger, cancel);
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

    /// <summary>
    /// Asks for a person: what is committed, as JSON (docs/schemas/profile.v1.schema.json). Thread-safe. It waits for its turn on
    /// the person's stream thread, at most 2 s, and for nothing else.
    /// </summary>
    /// <param name="userId">The person, as events name it.</param>
    /// <param name="explain">Whether to add the member <c>explanation</c> (docs/schemas/explanation.v1.schema.json).</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    public Task<UserRead> ReadUserAsync(string userId, bool explain, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(userId);
        return _reads.ReadAsync(userId, explain, cancel);
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
        _nodes.Start();
        _announcer.Start();
        _standby?.Start();
        _threads.ForEach(thread => thread.Start());
    }

    private ReadPlace PlaceOf(int partition)
    {
        StreamThread? thread = _threads.Find(thread => thread.Assignment.Has(partition));
        return new ReadPlace(thread is not null, thread is not null && thread.Assignment.IsAtWork(partition) ? thread.Reads : null);
    }

    // What this node said itself and does not hold any more is no answer.
    private ReadOwner? OwnerOf(int partition) =>
        _nodes.OwnerOf(partition) is { } owner && owner.NodeId != _options.NodeId ? new ReadOwner(owner.Url) : null;

    private void Fail(Exception error)
    {
        _completion.TrySetException(error);
        _ = Task.Run(StopAsync);
    }

    private async Task StopCoreAsync()
    {
        _nodes.Stop();
        _threads.ForEach(thread => thread.Stop());
        await Task.WhenAll(_threads.Select(thread => thread.Ended));
        if (_http is not null)
        {
            await _http.DisposeAsync();
        }

        await _announcer.DisposeAsync();
        _nodes.Dispose();
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
