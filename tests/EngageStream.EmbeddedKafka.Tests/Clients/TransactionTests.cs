using Confluent.Kafka;
using EngageStream.EmbeddedKafka.Tests.Testing;

namespace EngageStream.EmbeddedKafka.Tests.Clients;

public sealed class TransactionTests
{
    [Fact]
    public async Task A_committed_transaction_is_visible_at_once_in_all_its_partitions()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t", 2);
        using IProducer<string, string> producer = broker.TransactionalProducer("tx");
        producer.BeginTransaction();
        producer.Send(broker.Name("t"), "a", partition: 0);
        producer.Send(broker.Name("t"), "b", partition: 1);
        Assert.Empty(broker.Values("t", 0));
        producer.CommitTransaction(TestTransactions.Patience);

        Assert.Equal(["a"], broker.Values("t", 0));
        Assert.Equal(["b"], broker.Values("t", 1));
    }

    [Fact]
    public async Task An_aborted_transaction_is_seen_only_by_readers_of_the_uncommitted()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t", 1);
        using IProducer<string, string> producer = broker.TransactionalProducer("tx");
        producer.Commit(broker.Name("t"), "a");
        producer.BeginTransaction();
        producer.Send(broker.Name("t"), "b");
        producer.AbortTransaction(TestTransactions.Patience);
        producer.Commit(broker.Name("t"), "c");

        Assert.Equal(["a", "c"], broker.Values("t"));
        Assert.Equal(["a", "b", "c"], broker.Values("t", isolation: IsolationLevel.ReadUncommitted));
    }

    [Fact]
    public async Task Offsets_are_committed_with_the_transaction_or_not_at_all()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("in", 1);
        using IProducer<string, string> producer = broker.TransactionalProducer("tx");
        using IConsumer<string, string> consumer = broker.Consumer("g");
        producer.BeginTransaction();
        producer.SendOffsetsToTransaction(
            [new TopicPartitionOffset(broker.Name("in"), 0, 5)], consumer.ConsumerGroupMetadata, TestTransactions.Patience);
        producer.AbortTransaction(TestTransactions.Patience);
        Assert.Equal(Offset.Unset.Value, broker.Position("g", "in"));

        producer.BeginTransaction();
        producer.SendOffsetsToTransaction(
            [new TopicPartitionOffset(broker.Name("in"), 0, 7)], consumer.ConsumerGroupMetadata, TestTransactions.Patience);
        producer.CommitTransaction(TestTransactions.Patience);
        Assert.Equal(7, broker.Position("g", "in"));
    }
}
