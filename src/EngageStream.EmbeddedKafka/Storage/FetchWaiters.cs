namespace EngageStream.EmbeddedKafka.Storage;

/// <summary>The fetches that wait for one partition. Guarded by the partition's append lock.</summary>
internal sealed class FetchWaiters
{
    private readonly List<FetchWaiter> _waiters = [];

    public void Add(FetchWaiter waiter) => _waiters.Add(waiter);

    public void Remove(FetchWaiter waiter) => _waiters.Remove(waiter);

    /// <summary>Tells every fetch how many bytes more it can have; those that read only what is committed may get others.</summary>
    public void Appended(int bytes, int committedBytes)
    {
        foreach (FetchWaiter waiter in _waiters)
        {
            int readable = waiter.Committed ? committedBytes : bytes;
            if (readable > 0)
            {
                waiter.Appended(readable);
            }
        }
    }

    public void CompleteAll()
    {
        foreach (FetchWaiter waiter in _waiters)
        {
            waiter.Complete();
        }
    }
}
