using Confluent.Kafka;
using EngageStream.EmbeddedKafka.Tests.Testing;
using EngageStream.Tests.Shared.Kafka;

namespace EngageStream.EmbeddedKafka.Tests.Clients;

public sealed class TransactionFencingTests
{
    private const int TimedOut = 602;

    [Fact]
    public async Task The_second_producer_of_an_id_aborts_what_the_first_left_open_and_fences_it()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t", 1);
        using IProducer<string, string> zombie = broker.TransactionalProducer("tx");
        zombie.BeginTransaction();
        zombie.Send(broker.Name("t"), "zombie");

        using IProducer<string, string> successor = broker.TransactionalProducer("tx");
        successor.Commit(broker.Name("t"), "successor");
        Assert.Equal(["successor"], broker.Values("t"));
        KafkaException fenced = Assert.ThrowsAny<KafkaException>(() => zombie.CommitTransaction(TestTransactions.Patience));
        Assert.True(fenced.Error.IsFatal, fenced.Error.ToString());
        Assert.Equal(["successor"], broker.Values("t"));
    }

    [Fact]
    public async Task A_zombie_that_begins_anew_is_fenced_before_it_writes()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t", 1);
        using IProducer<string, string> zombie = broker.TransactionalProducer("tx");
        using IProducer<string, string> successor = broker.TransactionalProducer("tx");
        successor.Commit(broker.Name("t"), "a");
        KafkaException fenced = Assert.ThrowsAny<KafkaException>(() => zombie.Commit(broker.Name("t"), "zombie"));
        Assert.True(fenced.Error.IsFatal, fenced.Error.ToString());
        Assert.Equal(["a"], broker.Values("t", isolation: IsolationLevel.ReadUncommitted));
    }

    [EmbeddedFact("waits for what the broker logs")]
    public async Task A_transaction_beyond_its_time_is_aborted_and_its_producer_fenced()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t", 1);
        using IProducer<string, string> late = broker.TransactionalProducer("late", timeoutMs: 1000);
        late.BeginTransaction();
        late.Send(broker.Name("t"), "late");
        Assert.Contains("late", await broker.Log.NextAsync(TimedOut), StringComparison.Ordinal);

        using IProducer<string, string> other = broker.TransactionalProducer("other");
        other.Commit(broker.Name("t"), "other");
        Assert.Equal(["other"], broker.Values("t"));
        KafkaException fenced = Assert.ThrowsAny<KafkaException>(() => late.CommitTransaction(TestTransactions.Patience));
        Assert.True(fenced.Error.IsFatal, fenced.Error.ToString());
        Assert.Equal(["other"], broker.Values("t"));
    }

    [Fact]
    public async Task Offsets_of_a_generation_that_is_over_are_refused()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("in", 2);
        using IConsumer<string, string> first = Joined(broker);
        IConsumerGroupMetadata stale = first.ConsumerGroupMetadata;
        using IProducer<string, string> producer = broker.TransactionalProducer("tx");
        SendOffsets(broker, producer, stale, 1);
        producer.CommitTransaction(TestTransactions.Patience);

        using IConsumer<string, string> second = broker.Consumer("g");
        second.Subscribe(broker.Name("in"));
        while (first.Assignment.Count != 1 || second.Assignment.Count != 1)
        {
            first.Consume(TimeSpan.FromMilliseconds(20));
            second.Consume(TimeSpan.FromMilliseconds(20));
        }

        KafkaException refused = Assert.ThrowsAny<KafkaException>(() => SendOffsets(broker, producer, stale, 2));
        Assert.Equal(ErrorCode.IllegalGeneration, refused.Error.Code);
        producer.AbortTransaction(TestTransactions.Patience);
        Assert.Equal(1, broker.Position("g", "in"));
        SendOffsets(broker, producer, first.ConsumerGroupMetadata, 3);
        producer.CommitTransaction(TestTransactions.Patience);
        Assert.Equal(3, broker.Position("g", "in"));
    }

    [Fact]
    public async Task Offsets_of_a_member_that_was_replaced_are_refused()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("in", 1);
        IConsumerGroupMetadata gone;
        using (IConsumer<string, string> first = Joined(broker))
        {
            gone = first.ConsumerGroupMetadata;
            first.Close();
        }

        using IConsumer<string, string> second = Joined(broker);
        using IProducer<string, string> producer = broker.TransactionalProducer("tx");
        KafkaException refused = Assert.ThrowsAny<KafkaException>(() => SendOffsets(broker, producer, gone, 2));
        Assert.Equal(ErrorCode.UnknownMemberId, refused.Error.Code);
    }

    private static IConsumer<string, string> Joined(TestBroker broker)
    {
        IConsumer<string, string> consumer = broker.Consumer("g");
        consumer.Subscribe(broker.Name("in"));
        while (consumer.Assignment.Count == 0)
        {
            consumer.Consume(TimeSpan.FromMilliseconds(20));
        }

        return consumer;
    }

    private static void SendOffsets(TestBroker broker, IProducer<string, string> producer, IConsumerGroupMetadata group, long offset)
    {
        producer.BeginTransaction();
        producer.SendOffsetsToTransaction([new TopicPartitionOffset(broker.Name("in"), 0, offset)], group, TestTransactions.Patience);
    }
}
