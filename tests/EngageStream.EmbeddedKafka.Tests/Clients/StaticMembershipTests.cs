using Confluent.Kafka;
using EngageStream.EmbeddedKafka.Tests.Testing;
using EngageStream.Tests.Shared.Kafka;

namespace EngageStream.EmbeddedKafka.Tests.Clients;

public sealed class StaticMembershipTests
{
    private const int GroupChanged = 501;

    [EmbeddedFact("kills the broker")]
    public async Task A_static_consumer_keeps_its_partitions_over_its_own_restart_and_the_brokers()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t", 2);
        List<TopicPartition> before;
        using (IConsumer<string, string> first = Join(broker, "i1"))
        {
            before = first.Assignment;
            first.Close();
        }

        int changes = broker.Log.TextsOf(GroupChanged).Count();
        using (IConsumer<string, string> again = Join(broker, "i1"))
        {
            Assert.Equal(before, again.Assignment);
            Assert.Equal(changes, broker.Log.TextsOf(GroupChanged).Count());
            again.Close();
        }

        await broker.CrashAsync();
        using IConsumer<string, string> afterCrash = Join(broker, "i1");
        Assert.Equal(before, afterCrash.Assignment);
        Assert.Equal(changes, broker.Log.TextsOf(GroupChanged).Count());
    }

    [Fact]
    public async Task The_second_consumer_of_an_instance_fences_the_first()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t", 1);
        using IConsumer<string, string> first = Join(broker, "i1");
        using IConsumer<string, string> second = Join(broker, "i1");
        ConsumeException? fenced = null;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (fenced is null && !limit.IsCancellationRequested)
        {
            try
            {
                first.Consume(TimeSpan.FromMilliseconds(50));
            }
            catch (ConsumeException e)
            {
                fenced = e;
            }
        }

        Assert.Contains("fenced", fenced?.Message ?? "nothing happened", StringComparison.OrdinalIgnoreCase);
    }

    private static IConsumer<string, string> Join(TestBroker broker, string instance)
    {
        IConsumer<string, string> consumer = broker.Consumer("g", c => c.GroupInstanceId = instance);
        consumer.Subscribe(broker.Name("t"));
        while (consumer.Assignment.Count == 0)
        {
            consumer.Consume(TimeSpan.FromMilliseconds(20));
        }

        return consumer;
    }
}
