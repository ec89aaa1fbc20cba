using System.Collections.Concurrent;
using EngageStream.Redis.Configuration;
using EngageStream.Redis.Connections;
using EngageStream.Redis.Metrics;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace EngageStream.Redis.Projection;

/// <summary>
/// Keeps in Redis what the profiles topic says: a thread with a consumer of its own, which nothing else waits for. While Redis is
/// away it waits; start more of them, in more processes, to share the partitions.
/// </summary>
public sealed class RedisProjection : IAsyncDisposable
{
    private static readonly TimeSpan RestartPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PollPause = TimeSpan.FromMilliseconds(50);

    private readonly RedisOptions _options;
    private readonly ProjectionSource _source;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<int, ProjectedPartition> _partitions = new();
    private readonly ProjectionCounters _counters = new();
    private readonly ProjectionMetrics _metrics;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Thread _thread;
    private volatile ProjectionLoop? _loop;

    private RedisProjection(RedisOptions options, ProjectionSource source, TimeProvider time, ILogger logger)
    {
        _options = options;
        _source = source;
        _time = time;
        _logger = logger;
        _metrics = new ProjectionMetrics(_counters, () => _partitions.Values);
        _thread = new Thread(Run) { Name = "redis-projection", IsBackground = true };
    }

    /// <summary>Name of the meter that tells of projections.</summary>
    public static string MeterName => ProjectionMetrics.MeterName;

    /// <summary>Whether Redis answers and every partition of this process is at work.</summary>
    public bool IsReady => !_completion.Task.IsCompleted && _loop is { IsAssigned: true } && _partitions.Values.All(IsAtWork);

    /// <summary>How far it is.</summary>
    public ProjectionFigures Figures => new(
        _counters.Written, _partitions.Values.Sum(partition => Math.Max(0, partition.High - partition.Committed)), _counters.IsConnected);

    /// <summary>Ends when the projection has: after a stop, or with a <see cref="RedisRefusedException"/>.</summary>
    public Task Completion => _completion.Task;

    /// <summary>Starts to project.</summary>
    /// <param name="options">Settings of Redis.</param>
    /// <param name="source">Where profiles come from.</param>
    /// <param name="time">Wall clock.</param>
    /// <param name="logger">Where to log.</param>
    public static RedisProjection Start(RedisOptions options, ProjectionSource source, TimeProvider time, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(source);
        var projection = new RedisProjection(options, source, time, logger);
        Log.Starting(logger, source.Topic, options.ToString(), options.Prefix);
        projection._thread.Start();
        return projection;
    }

    /// <summary>
    /// Has everything projected anew from the start, by whichever processes project; what Redis answers until then stays. Waits
    /// until Redis has taken note.
    /// </summary>
    /// <exception cref="RedisRefusedException">The projection cannot run as configured.</exception>
    /// <exception cref="Confluent.Kafka.KafkaException">Kafka does not answer.</exception>
    /// <exception cref="InvalidDataException">There is no such topic.</exception>
    public static async Task RebuildAsync(
        RedisOptions options, ProjectionSource source, TimeProvider time, ILogger logger, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(source);
        IReadOnlyList<(int, long)> ends = await Task.Run(() => KafkaClients.ReadEnds(source, logger), cancel);
        await using var link = new RedisLink(options, source.Topic, source.ClientName);
        await UntilDoneAsync(
            async () =>
            {
                try
                {
                    await link.RebuildAsync(ends);
                }
                catch (EarlierLayoutException earlier)
                {
                    await link.ReplaceLayoutAsync(earlier.Layout, ends);
                }

                return true;
            },
            error => Log.RedisIsAway(logger, options.ToString(), error.GetType().Name),
            time,
            cancel);
    }

    /// <summary>Waits until Redis has all that the topic holds at this moment, and no rebuild is under way.</summary>
    /// <exception cref="RedisRefusedException">The projection cannot run as configured.</exception>
    /// <exception cref="Confluent.Kafka.KafkaException">Kafka does not answer.</exception>
    /// <exception cref="InvalidDataException">There is no such topic.</exception>
    public async Task CaughtUpAsync(CancellationToken cancel)
    {
        IReadOnlyList<(int Partition, long End)> ends = await Task.Run(() => KafkaClients.ReadEnds(_source, _logger), cancel);
        await using var link = new RedisLink(_options, _source.Topic, _source.ClientName);
        await UntilDoneAsync(
            async () =>
            {
                if (_completion.Task.IsFaulted)
                {
                    await _completion.Task;
                }

                StoredPosition[] positions = await link.ReadPositionsAsync([.. ends.Select(end => end.Partition)]);
                return ends.Zip(positions).All(pair => pair.Second.Offset >= pair.First.End && pair.Second.Phase == RebuildPhase.None);
            },
            _ => { },
            _time,
            cancel);
    }

    /// <summary>Sends what has been read, leaves the group and ends. May be called more than once.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _completion.Task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _metrics.Dispose();
        _stop.Dispose();
    }

    private static bool IsAtWork(ProjectedPartition partition) => partition.State == PartitionState.Reading;

    private static async Task UntilDoneAsync(
        Func<Task<bool>> attempt, Action<Exception> failed, TimeProvider time, CancellationToken cancel)
    {
        bool told = false;
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            try
            {
                if (await attempt())
                {
                    return;
                }
            }
            catch (Exception error) when (error is RedisException or TimeoutException or EarlierLayoutException)
            {
                if (!told)
                {
                    told = true;
                    failed(error);
                }
            }

            await Task.Delay(PollPause, time, cancel);
        }
    }

    // The thread: one loop after the other, should one fail for a reason that nobody thought of.
    private void Run()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                RunOnce();
            }

            _completion.TrySetResult();
        }
        catch (RedisRefusedException refusal)
        {
            Log.Ends(_logger, refusal.Message);
            _completion.TrySetException(refusal);
        }
    }

    private void RunOnce()
    {
        try
        {
            var link = new RedisLink(_options, _source.Topic, _source.ClientName);
            try
            {
                using var loop = new ProjectionLoop(_options, _source, link, _partitions, _counters, _time, _logger);
                _loop = loop;
                loop.Run(_stop.Token);
            }
            finally
            {
                _loop = null;
                _partitions.Clear();
                link.DisposeAsync().AsTask().GetAwaiter().GetResult();
            }
        }
        catch (Exception error) when (error is not RedisRefusedException)
        {
            _counters.Errors++;
            Log.Restarts(_logger, error);
            _stop.Token.WaitHandle.WaitOne(RestartPause);
        }
    }
}
