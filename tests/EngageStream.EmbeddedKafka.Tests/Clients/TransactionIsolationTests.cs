using Confluent.Kafka;
using EngageStream.EmbeddedKafka.Protocol;
using EngageStream.EmbeddedKafka.Tests.Network;
using EngageStream.EmbeddedKafka.Tests.Testing;
using EngageStream.Tests.Shared.Kafka;

namespace EngageStream.EmbeddedKafka.Tests.Clients;

public sealed class TransactionIsolationTests
{
    [Fact]
    public async Task An_open_transaction_holds_back_what_others_commit_after_it_began()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t", 1);
        using IProducer<string, string> quick = broker.TransactionalProducer("quick");
        using IProducer<string, string> slow = broker.TransactionalProducer("slow");
        quick.Commit(broker.Name("t"), "a");
        slow.BeginTransaction();
        slow.Send(broker.Name("t"), "b");
        quick.Commit(broker.Name("t"), "c");
        broker.Fill("t", 0, 1);
        Assert.Equal(["a"], broker.Values("t"));
        Assert.Equal(["a", "b", "c", "0"], broker.Values("t", isolation: IsolationLevel.ReadUncommitted));

        slow.CommitTransaction(TestTransactions.Patience);
        Assert.Equal(["a", "b", "c", "0"], broker.Values("t"));
    }

    [Fact]
    public async Task The_end_that_a_reader_is_told_is_the_end_of_what_it_may_see()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t", 1);
        using IProducer<string, string> producer = broker.TransactionalProducer("tx");
        producer.Commit(broker.Name("t"), "a");
        producer.BeginTransaction();
        producer.Send(broker.Name("t"), "b");
        Assert.Equal(2, End(broker, IsolationLevel.ReadCommitted));
        Assert.Equal(3, End(broker, IsolationLevel.ReadUncommitted));
        producer.AbortTransaction(TestTransactions.Patience);
        Assert.Equal(4, End(broker, IsolationLevel.ReadCommitted));
    }

    [EmbeddedFact("speaks to the broker in bytes")]
    public async Task A_waiting_reader_gets_a_transaction_when_it_is_committed_and_not_before()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t", 1);
        using IProducer<string, string> producer = broker.TransactionalProducer("tx");
        using RawClient reader = broker.Raw();
        producer.BeginTransaction();
        producer.Send(broker.Name("t"), "a");

        // The client's patience is shorter than the wait it asks for: an answer means that the commit has woken it.
        reader.Send(ApiKey.Fetch, 4, w => RawRequests.WriteFetch(w, "t", 0, 60_000, 1, 1_000_000, 1_000_000, committed: true));
        producer.Send(broker.Name("t"), "b");
        producer.CommitTransaction(TestTransactions.Patience);
        (_, long highWatermark, byte[] records) = RawRequests.ReadFetch(reader.Receive());
        Assert.Equal(3, highWatermark);
        Assert.NotEmpty(records);
    }

    [EmbeddedFact("kills the broker")]
    public async Task Many_aborts_between_commits_leave_only_the_committed()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t", 1, ("segment.bytes", "16384"));
        using IProducer<string, string> producer = broker.TransactionalProducer("tx");
        for (int i = 0; i < 60; i++)
        {
            producer.BeginTransaction();
            producer.Send(broker.Name("t"), $"{i}" + new string(' ', 1000));
            if (i % 3 == 0)
            {
                producer.CommitTransaction(TestTransactions.Patience);
            }
            else
            {
                producer.AbortTransaction(TestTransactions.Patience);
            }
        }

        int[] committed = [.. Enumerable.Range(0, 20).Select(i => i * 3)];
        Assert.Equal(committed, broker.Values("t").Select(int.Parse));
        Assert.True(Directory.GetFiles(broker.PartitionFolder("t", 0), "*.log").Length > 2);
        await broker.CrashAsync();
        Assert.Equal(committed, broker.Values("t").Select(int.Parse));
        await broker.RestartAsync();
        Assert.Equal(committed, broker.Values("t").Select(int.Parse));
    }

    [EmbeddedFact("kills the broker")]
    public async Task A_position_that_a_transaction_may_change_is_waited_for()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("in", 2);
        using IProducer<string, string> producer = broker.TransactionalProducer("tx");
        using IConsumer<string, string> consumer = broker.Consumer("g");
        producer.BeginTransaction();
        producer.SendOffsetsToTransaction(
            [new TopicPartitionOffset(broker.Name("in"), 0, 7)], consumer.ConsumerGroupMetadata, TestTransactions.Patience);

        var pending = new TopicPartition(broker.Name("in"), 0);
        Assert.ThrowsAny<KafkaException>(() => consumer.Committed([pending], TimeSpan.FromSeconds(1)));
        Assert.Equal(Offset.Unset.Value, broker.Position("g", "in", 1));
        using (IConsumer<string, string> careless = broker.Consumer("g", c => c.IsolationLevel = IsolationLevel.ReadUncommitted))
        {
            Assert.Equal(Offset.Unset, careless.Committed([pending], TestTransactions.Patience).Single().Offset);
        }

        await broker.CrashAsync();
        Assert.ThrowsAny<KafkaException>(() => consumer.Committed([pending], TimeSpan.FromSeconds(1)));
        producer.CommitTransaction(TestTransactions.Patience);
        Assert.Equal(7, broker.Position("g", "in"));
    }

    private static long End(TestBroker broker, IsolationLevel isolation)
    {
        using IConsumer<string, string> consumer = broker.Consumer("end", c => c.IsolationLevel = isolation);
        return consumer.QueryWatermarkOffsets(new TopicPartition(broker.Name("t"), 0), TestTransactions.Patience).High.Value;
    }
}
