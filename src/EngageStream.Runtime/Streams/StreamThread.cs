using Confluent.Kafka;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Metrics;
using EngageStream.Runtime.Reads;

namespace EngageStream.Runtime.Streams;

/// <summary>
/// A thread that works as one member of the group, life after life: when a life ends in an error that passes, the next
/// one begins from the state log.
/// </summary>
internal sealed class StreamThread : IDisposable
{
    private static readonly TimeSpan RestartPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan DuplicateWithin = TimeSpan.FromMinutes(1);
    private readonly StreamContext _context;
    private readonly int _number;
    private readonly Action<Exception> _fail;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abandon = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Assignment _assignment;
    private volatile StreamSession? _session;
    private long? _fencedAt;

    /// <param name="context">What the threads share.</param>
    /// <param name="number">Number of the thread in this process.</param>
    /// <param name="fail">Called when the engine cannot go on.</param>
    public StreamThread(StreamContext context, int number, Action<Exception> fail)
    {
        _context = context;
        _number = number;
        _fail = fail;
        _assignment = new Assignment(context.Partitions);
        Pace = new CommitPace(KafkaSettings.TransactionTimeout(context.Options));
    }

    /// <summary>What the thread counts.</summary>
    public StreamCounters Counters { get; } = new();

    /// <summary>How much it takes in for one commit.</summary>
    public CommitPace Pace { get; }

    /// <summary>Records sent and not acknowledged yet.</summary>
    public long Unacknowledged => _session?.Unacknowledged ?? 0;

    /// <summary>Questions about the people of its partitions.</summary>
    public ReadQueue Reads { get; } = new();

    /// <summary>Its partitions.</summary>
    public Assignment Assignment => _assignment;

    /// <summary>Whether the thread has been given its share, be it none, and all of it is restored.</summary>
    public bool IsReady => _assignment is { Joined: true, Restoring.Count: 0 };

    /// <summary>Ends when the thread has.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Starts the thread.</summary>
    public void Start() => new Thread(Run) { Name = $"engage-stream-{_number}", IsBackground = true }.Start();

    /// <summary>Asks the thread to commit, leave the group and end.</summary>
    public void Stop()
    {
        _stop.Cancel();
        _abandon.CancelAfter(_context.Options.StopTimeout);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Dispose();
        _abandon.Dispose();
    }

    private void Run()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                RunSession();
            }
        }
        catch (Exception error)
        {
            Log.ThreadEnds(_context.Logger, error, _number);
            _fail(error);
        }
        finally
        {
            _ended.SetResult();
        }
    }

    private void RefuseDuplicate(FencedException error)
    {
        long now = _context.Time.GetTimestamp();
        if (_fencedAt is { } before && _context.Time.GetElapsedTime(before, now) < DuplicateWithin)
        {
            EngineOptions options = _context.Options;
            throw new EngineRefusedException(
                $"Another process of application '{options.ApplicationId}' runs with node.id={options.NodeId} and shuts this one out again and again: " +
                "give each process a node.id of its own.", error);
        }

        _fencedAt = now;
    }

    private void RunSession()
    {
        try
        {
            using var session = new StreamSession(_context, _number, _assignment, Counters, Pace, Reads, _abandon.Token);
            _session = session;
            session.Run(_stop.Token);
        }
        catch (OperationCanceledException) when (_abandon.IsCancellationRequested)
        {
            Log.StoppedWithoutCommit(_context.Logger, _number);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Stopped before the group was joined.
        }
        catch (FencedException error)
        {
            RefuseDuplicate(error);
            Log.Fenced(_context.Logger, _number);
            Counters.Restarts++;
            _stop.Token.WaitHandle.WaitOne(RestartPause);
        }
        catch (KafkaException error) when (!Failures.IsHopeless(error.Error))
        {
            Log.ThreadRestarts(_context.Logger, error, _number);
            Counters.Restarts++;
            _stop.Token.WaitHandle.WaitOne(RestartPause);
        }
        catch (InvalidOperationException error) when (error.Message.Contains("configuration property", StringComparison.Ordinal))
        {
            throw new EngineRefusedException($"A kafka.* setting is not one of librdkafka's: {error.Message}", error);
        }
        finally
        {
            _session = null;
            _assignment = new Assignment(_context.Partitions);
        }
    }
}
