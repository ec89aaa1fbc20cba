namespace EngageStream.EmbeddedKafka.Storage;

/// <summary>A fetch that waits until enough bytes were appended to any of its partitions, or its time is up.</summary>
internal sealed class FetchWaiter : IDisposable
{
    // Continuations run elsewhere: the signal comes from an append that holds its partition's lock.
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer _timer;
    private readonly CancellationTokenRegistration _stop;
    private long _missing;

    public FetchWaiter(long missingBytes, TimeSpan maxWait, TimeProvider time, CancellationToken stop)
    {
        _missing = missingBytes;
        _timer = time.CreateTimer(static waiter => ((FetchWaiter)waiter!).Complete(), this, maxWait, Timeout.InfiniteTimeSpan);
        _stop = stop.UnsafeRegister(static waiter => ((FetchWaiter)waiter!).Complete(), this);
    }

    public Task Task => _done.Task;

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
