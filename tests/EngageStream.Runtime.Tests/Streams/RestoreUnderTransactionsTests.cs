using Confluent.Kafka;
using EngageStream.Runtime.Restore;
using EngageStream.Runtime.Tests.Hosting;

namespace EngageStream.Runtime.Tests.Streams;

/// <summary>A restore is complete whatever the transactions of the last owner are at.</summary>
public class RestoreUnderTransactionsTests : IAsyncLifetime
{
    private const long Start = 1_577_836_800_000;
    private static readonly TimeSpan Patience = TestKafka.Patience;
    private TestKafka _kafka = null!;

    public async Task InitializeAsync()
    {
        _kafka = await TestKafka.StartAsync();
        foreach (string topic in new[] { "engage.events", "engage.state", "engage.transitions" })
        {
            await _kafka.CreateTopicAsync(topic, 1);
        }

        for (int i = 0; i < 5; i++)
        {
            await _kafka.SendRawAsync(0, null, Start);
        }
    }

    public async Task DisposeAsync() => await _kafka.DisposeAsync();

    [Fact]
    public async Task A_state_whose_marker_is_delayed_is_waited_for()
    {
        using Owner last = new Owner(_kafka, "a").TakeOver();
        last.Handle("ann", Start);
        last.Commit();

        // To a reader a commit whose marker has not reached the state's partition yet looks like an open transaction.
        last.Handle("bob", Start + 1);
        last.WriteState();

        using Owner next = new Owner(_kafka, "b");
        RestoreRequest request = next.RequestRestore();
        Task restoring = Task.Factory.StartNew(() => next.Restore(request), TaskCreationOptions.LongRunning);
        await WaitAsync(() => request.Progress > 0 || restoring.IsCompleted);
        last.Producer.Client.CommitTransaction(Patience);
        await restoring.WaitAsync(Patience);
        Assert.Equal((2L, 2L), (request.ResumeAt, request.Shard!.Counts.Users));
    }

    [Fact]
    public async Task A_state_whose_transaction_is_aborted_is_not_waited_for_in_vain()
    {
        using Owner last = new Owner(_kafka, "a").TakeOver();
        last.Handle("ann", Start);
        last.Commit();
        last.Handle("bob", Start + 1);
        last.WriteState();

        using Owner next = new Owner(_kafka, "b");
        RestoreRequest request = next.RequestRestore();
        Task restoring = Task.Factory.StartNew(() => next.Restore(request), TaskCreationOptions.LongRunning);
        await WaitAsync(() => request.Progress > 0 || restoring.IsCompleted);
        last.Producer.Client.AbortTransaction(Patience);
        await restoring.WaitAsync(Patience);
        Assert.Equal((1L, 1L), (request.ResumeAt, request.Shard!.Counts.Users));
    }

    [Fact]
    public async Task A_position_that_is_not_stable_yet_is_waited_for()
    {
        using Owner last = new Owner(_kafka, "a").TakeOver();
        using var reader = new Owner(_kafka, "c");
        Assert.Equal(Offset.Unset, reader.Committed(Patience).Offset);
        last.Protocol.Begin();
        last.Producer.Client.SendOffsetsToTransaction([new TopicPartitionOffset(last.Topics.Events, 0, 3)], last.Group, Patience);
        using Owner next = new Owner(_kafka, "b");
        RestoreRequest request = next.RequestRestore();
        Task restoring = Task.Factory.StartNew(() => next.Restore(request), TaskCreationOptions.LongRunning);
        Assert.Throws<KafkaException>(() => reader.Committed(TimeSpan.FromMilliseconds(300)));
        Assert.False(restoring.IsCompleted);
        last.Producer.Client.CommitTransaction(Patience);
        await restoring.WaitAsync(Patience);
        Assert.Equal(3, request.ResumeAt);
    }

    [Fact]
    public async Task A_log_whose_head_was_cut_off_is_read_from_where_it_begins()
    {
        using Owner last = new Owner(_kafka, "a").TakeOver();
        for (int i = 0; i < 3; i++)
        {
            last.Handle("ann", Start + i);
            last.Commit();
        }

        // Of the first commit only its marker is left; the second's batch is gone, too, and its end is there.
        await _kafka.DeleteRecordsAsync("engage.state", 0, before: 4);
        using Owner next = new Owner(_kafka, "b");
        RestoreRequest request = next.RequestRestore();
        next.Restore(request);
        Assert.Equal((3L, 1L), (request.ResumeAt, request.Shard!.Counts.Users));
    }

    private static async Task WaitAsync(Func<bool> until)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!until())
        {
            await Task.Delay(5, patience.Token);
        }
    }
}
