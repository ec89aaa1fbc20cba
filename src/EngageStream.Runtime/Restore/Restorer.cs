using System.Collections.Concurrent;
using System.Diagnostics;
using Confluent.Kafka;
using EngageStream.Runtime.Streams;
using Microsoft.Extensions.Logging;

namespace EngageStream.Runtime.Restore;

/// <summary>
/// Restores shards on a thread of its own, one after the other, while the stream thread goes on with those that are
/// complete. What cannot be restored because Kafka is away is tried again until it can, or is no longer wanted.
/// </summary>
internal sealed class Restorer : IDisposable
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);
    private readonly BlockingCollection<RestoreRequest> _requests = [];
    private readonly ConcurrentQueue<RestoreRequest> _restored = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<StateLogReader> _createReader;
    private readonly ILogger _logger;
    private readonly Thread _thread;
    private volatile Exception? _failure;

    /// <param name="name">Name of the thread.</param>
    /// <param name="createReader">Makes a reader; made, and made ready, on the restorer's thread.</param>
    /// <param name="logger">Where progress is told.</param>
    public Restorer(string name, Func<StateLogReader> createReader, ILogger logger)
    {
        _createReader = createReader;
        _logger = logger;
        _thread = new Thread(Run) { Name = name, IsBackground = true };
        _thread.Start();
    }

    /// <summary>Asks for a shard.</summary>
    public void Submit(RestoreRequest request) => _requests.Add(request);

    /// <summary>Takes a shard that is complete.</summary>
    /// <exception cref="Exception">The restore failed in a way that no further attempt mends.</exception>
    public bool TryTake(out RestoreRequest request)
    {
        if (_failure is { } failure)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }

        return _restored.TryDequeue(out request!);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        _thread.Join();
        _requests.Dispose();
        _stop.Dispose();
    }

    private void Run()
    {
        StateLogReader? reader = null;
        try
        {
            reader = _createReader();
            reader.MakeReady();
            foreach (RestoreRequest request in _requests.GetConsumingEnumerable(_stop.Token))
            {
                Restore(reader, request);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
        catch (Exception error)
        {
            _failure = error;
        }
        finally
        {
            reader?.Dispose();
        }
    }

    private void Restore(StateLogReader reader, RestoreRequest request)
    {
        long began = Stopwatch.GetTimestamp();
        while (!request.Cancelled)
        {
            try
            {
                reader.Restore(request, _stop.Token);
                request.Duration = Stopwatch.GetElapsedTime(began);
                Log.Restored(_logger, request.Partition, request.Shard!.Counts.Users, request.ResumeAt ?? 0);
                _restored.Enqueue(request);
                return;
            }
            catch (KafkaException error) when (!Failures.IsHopeless(error.Error))
            {
                Log.RestoreInterrupted(_logger, request.Partition, error.Error.Reason);
                _stop.Token.WaitHandle.WaitOne(RetryPause);
                _stop.Token.ThrowIfCancellationRequested();
            }
            catch (OperationCanceledException) when (!_stop.IsCancellationRequested)
            {
                // The partition was taken away: the next request.
                return;
            }
        }
    }
}
