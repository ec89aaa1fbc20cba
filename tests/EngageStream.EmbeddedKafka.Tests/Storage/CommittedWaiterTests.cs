using EngageStream.EmbeddedKafka.Storage;
using EngageStream.EmbeddedKafka.Tests.Transactions;
using EngageStream.EmbeddedKafka.Transactions;

namespace EngageStream.EmbeddedKafka.Tests.Storage;

/// <summary>What wakes a fetch that reads only what is committed.</summary>
public sealed class CommittedWaiterTests : IDisposable
{
    private readonly TransactionHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    [Fact]
    public void The_deletion_of_what_held_it_back()
    {
        ProducerIdentity producer = _harness.Init();
        _harness.Add(producer, 0);
        _harness.Write(producer, 0);
        PartitionLog log = _harness.Log(0);
        using var waiter = new FetchWaiter(1, committed: true, Timeout.InfiniteTimeSpan, _harness.Time, CancellationToken.None);
        log.AddWaiter(waiter, log.LastStableOffset);
        Assert.False(waiter.Task.IsCompleted);

        log.DeleteBefore(1);
        Assert.Equal(1, log.LastStableOffset);
        Assert.True(waiter.Task.IsCompleted);
    }

    [Fact]
    public void Not_an_append_behind_an_open_transaction()
    {
        ProducerIdentity producer = _harness.Init();
        _harness.Add(producer, 0);
        _harness.Write(producer, 0);
        PartitionLog log = _harness.Log(0);
        using var waiter = new FetchWaiter(1, committed: true, Timeout.InfiniteTimeSpan, _harness.Time, CancellationToken.None);
        log.AddWaiter(waiter, log.LastStableOffset);
        _harness.Write(producer, 0, sequence: 1);
        Assert.False(waiter.Task.IsCompleted);
        _harness.End(producer, commit: true);
        Assert.True(waiter.Task.IsCompleted);
    }
}
