namespace EngageStream.EmbeddedKafka.Storage;

/// <summary>
/// A fetch that waits until enough bytes were appended to any of its partitions, or its time is up. One that reads only
/// what is committed waits for the last stable offset to move instead.
/// </summary>
internal sealed class FetchWaiter : IDisposable
{
    // Continuations run elsewhere: the signal comes from an append that holds its partition's lock.
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer _timer;
    private readonly CancellationTokenRegistration _stop;
    private long _missing;

    public FetchWaiter(long missingBytes, bool committed, TimeSpan maxWait, TimeProvider time, CancellationToken stop)
    {
        _missing = missingBytes;
        Committed = committed;
        _timer = time.CreateTimer(static waiter => ((FetchWaiter)waiter!).Complete(), this, maxWait, Timeout.InfiniteTimeSpan);
        _stop = stop.UnsafeRegister(static waiter => ((FetchWaiter)waiter!).Complete(), this);
    }

    public Task Task => _done.Task;

    /// <summary>Whether only committed records count.</summary>
    public bool Committed { get; }

    public void Appended(int bytes)
    {
        if (Interlocked.Add(ref _missing, -bytes) <= 0)
        {
            Complete();
        }
    }

    public void Complete() => _done.TrySetResult();

    public void Dispose()
    {
        _timer.Dispose();
        _stop.Dispose();
    }
}
