using Confluent.Kafka;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Hosting;
using EngageStream.Runtime.Savepoints.Files;
using EngageStream.Runtime.Savepoints.Repartitioning;
using EngageStream.Runtime.Tests.Hosting;

namespace EngageStream.Runtime.Tests.Savepoints;

public class RepartitionTests : SavepointTest
{
    private const int More = 5;

    /// <summary>Clock of one partition that is ahead of the others.</summary>
    private const long AheadMs = Start + 3_600_000;

    [Fact]
    public async Task After_a_repartition_everybody_is_there_once_and_nothing_is_processed_twice()
    {
        await HandleOneOrderAsync();
        SavepointSummary before = await ExportAsync("before");
        Assert.Equal(RepartitionOutcome.Moved, await RepartitionAsync(More));
        Kafka.ForgetTopics();
        SavepointSummary after = await ExportAsync("after");
        AssertMoved();
        Assert.Equal(before.Partitions.Select(partition => partition.Position),
            after.Partitions.Take(Partitions).Select(partition => partition.Position));
        Assert.All(after.Partitions.Skip(Partitions), partition => Assert.Equal(0, partition.Position));
        Assert.All(after.Partitions, partition => Assert.Equal(AheadMs, partition.ClockMs));
        Assert.Equal([Start, AheadMs, Start], before.Partitions.Select(partition => partition.ClockMs));
        Assert.Equal(before.Partitions.Sum(partition => partition.Events), after.Partitions.Sum(partition => partition.Events));

        await SendOrdersAsync(1, More);
        await RunAsync(People.Length);
        AssertThankedOnceForEach(orders: 2);
    }

    [Theory]
    [InlineData("exporting")]
    [InlineData("extending the topics")]
    [InlineData("importing")]
    [InlineData("cutting off the former log")]
    public async Task An_interrupted_repartition_starts_no_engine_in_between_and_is_brought_to_its_end(string step)
    {
        await HandleOneOrderAsync();
        await ExportAsync("before");

        // Each time a little further: at the first, the second, … telling of the step.
        int interruptions = 0;
        while (await IsInterruptedAsync(step, after: interruptions))
        {
            interruptions++;
            if (step is "importing" or "cutting off the former log")
            {
                await AssertNoEngineStartsAsync();
            }
        }

        Assert.True(interruptions > 0);
        await ExportAsync("after");
        AssertMoved();
        await SendOrdersAsync(1, More);
        await RunAsync(People.Length);
        AssertThankedOnceForEach(orders: 2);
    }

    [Fact]
    public async Task An_events_topic_that_was_extended_by_hand_is_followed()
    {
        await HandleOneOrderAsync();
        await ExportAsync("before");
        await Kafka.ExtendTopicAsync("engage.events", More);
        await AssertNoEngineStartsAsync();
        await SendOrdersAsync(1, More);

        string message = (await Assert.ThrowsAsync<EngineRefusedException>(() => RepartitionAsync(More))).Message;
        Assert.Contains("not processed yet", message, StringComparison.Ordinal);
        Assert.Contains("--accept-backlog", message, StringComparison.Ordinal);
        await RepartitionAsync(More, acceptBacklog: true);
        await ExportAsync("after");
        AssertMoved();
        await RunAsync(People.Length);
        AssertThankedOnceForEach(orders: 2);
    }

    [Fact]
    public async Task Events_that_come_in_the_former_partitioning_meanwhile_are_led_to_their_people()
    {
        await HandleOneOrderAsync();
        await RepartitionAsync(More, progress: step =>
        {
            if (step.Step == "extending the topics")
            {
                SendOrdersAsync(1, Partitions).GetAwaiter().GetResult();
            }
        });
        await RunAsync(People.Length);
        AssertThankedOnceForEach(orders: 2);
    }

    [Fact]
    public async Task A_repartition_that_is_done_does_nothing_when_run_again()
    {
        await HandleOneOrderAsync();
        await RepartitionAsync(More);
        Kafka.ForgetTopics();
        await SendOrdersAsync(1, More);
        await RunAsync(People.Length);
        Assert.Equal(RepartitionOutcome.NothingToDo, await RepartitionAsync(More));
        await SendOrdersAsync(2, More);
        await RunAsync(People.Length);
        AssertThankedOnceForEach(orders: 3);
    }

    [Fact]
    public async Task A_repartition_may_follow_another()
    {
        await HandleOneOrderAsync();
        await ExportAsync("before");
        await RepartitionAsync(4);
        await RepartitionAsync(More);
        Kafka.ForgetTopics();
        await ExportAsync("after");
        AssertMoved();
    }

    [Fact]
    public async Task An_application_that_is_running_is_refused()
    {
        await HandleOneOrderAsync();
        await using EngineHost engine = await StartEngineAsync();
        string message = (await Assert.ThrowsAsync<EngineRefusedException>(() => RepartitionAsync(More))).Message;
        Assert.Contains($"'{Kafka.ApplicationId}' is running: {Kafka.ApplicationId}-node-1-consumer-0", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fewer_partitions_are_refused_with_the_way_that_leads_there()
    {
        await HandleOneOrderAsync();
        string message = (await Assert.ThrowsAsync<EngineRefusedException>(() => RepartitionAsync(2))).Message;
        Assert.Contains("state import --positions beginning", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_state_only_the_topics_grow()
    {
        await Kafka.CreateTopicAsync("engage.events", Partitions);
        Assert.Equal(RepartitionOutcome.TopicsOnly, await RepartitionAsync(More));
        Kafka.ForgetTopics();
        await SendOrdersAsync(0, More);
        await RunAsync(People.Length);
        AssertThankedOnceForEach(orders: 1);
    }

    private async Task HandleOneOrderAsync()
    {
        await Kafka.CreateTopicAsync("engage.events", Partitions);
        await Kafka.SendRawAsync(1, null, AheadMs, [new Header("engage-type", "clock"u8.ToArray())]);
        await SendOrdersAsync(0);
        await RunAsync(People.Length);
    }

    private async Task<bool> IsInterruptedAsync(string step, int after)
    {
        int told = 0;
        try
        {
            await RepartitionAsync(More, progress: progress =>
            {
                if (progress.Step == step && told++ == after)
                {
                    throw new TimeoutException("the process is gone");
                }
            });
            return false;
        }
        catch (TimeoutException)
        {
            return true;
        }
        finally
        {
            Kafka.ForgetTopics();
        }
    }

    private async Task AssertNoEngineStartsAsync()
    {
        string message = (await Assert.ThrowsAsync<EngineRefusedException>(() => StartEngineAsync())).Message;
        Assert.Contains("engagestream repartition", message, StringComparison.Ordinal);
    }

    private void AssertMoved()
    {
        Assert.Equal(
            UsersIn("before").Select(user => (user.Person, Home(user.Person), user.DueMs, user.State)).Order(),
            UsersIn("after").Order());
    }

    private static int Home(string person) => Domain.Partitioning.Partitioner.Of(
        Domain.Partitioning.PartitionerKind.Murmur2, System.Text.Encoding.UTF8.GetBytes(person), More);
}
