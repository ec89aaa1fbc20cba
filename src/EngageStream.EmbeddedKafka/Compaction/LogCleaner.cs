using EngageStream.EmbeddedKafka.Storage;
using EngageStream.EmbeddedKafka.Topics;
using Microsoft.Extensions.Logging;

namespace EngageStream.EmbeddedKafka.Compaction;

/// <summary>
/// Goes over all logs in the background: closes old segments, deletes what retention does not keep, compacts. On a thread of its own: the
/// disk takes its time, and requests have no more threads of the pool than there are cores.
/// </summary>
internal sealed class LogCleaner : IAsyncDisposable
{
    private readonly TopicCatalog _topics;
    private readonly LogCompactor _compactor;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly PeriodicTimer _timer;
    private readonly Task _running;

    public LogCleaner(TopicCatalog topics, BrokerOptions options, ILogger logger)
    {
        _topics = topics;
        _logger = logger;
        _compactor = new LogCompactor(logger);
        _timer = new PeriodicTimer(options.CleanupInterval, options.TimeProvider);
        _running = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _timer.Dispose();
        _stop.Dispose();
    }

    private void Run()
    {
        try
        {
            while (_timer.WaitForNextTickAsync(_stop.Token).AsTask().GetAwaiter().GetResult())
            {
                foreach (PartitionLog log in _topics.All.SelectMany(t => t.Partitions))
                {
                    Clean(log);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The broker stops. An unfinished pass leaves files that the next start removes.
        }
    }

    private void Clean(PartitionLog log)
    {
        try
        {
            log.Retain();
            if (log.Settings.Compact)
            {
                _compactor.Compact(log, _stop.Token);
            }
        }
        catch (ObjectDisposedException)
        {
            // The topic was deleted, or the start of the log moved past what was being read.
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            if (!log.IsClosed)
            {
                Log.CleaningFailed(_logger, log.Directory, e);
            }
        }
    }
}
