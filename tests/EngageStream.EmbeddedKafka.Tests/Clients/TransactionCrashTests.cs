using Confluent.Kafka;
using EngageStream.EmbeddedKafka.Tests.Testing;
using EngageStream.Tests.Shared.Kafka;

namespace EngageStream.EmbeddedKafka.Tests.Clients;

public sealed class TransactionCrashTests
{
    private const int Stages = 5;

    public static TheoryData<int, bool> Crashes
    {
        get
        {
            var data = new TheoryData<int, bool>();
            for (int stage = 0; stage < Stages; stage++)
            {
                data.Add(stage, true);
                data.Add(stage, false);
            }

            return data;
        }
    }

    [EmbeddedTheory("kills the broker")]
    [MemberData(nameof(Crashes))]
    public async Task A_transaction_goes_on_after_the_broker_was_killed_at_any_stage(int crashAt, bool commit)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("in", 1);
        await broker.CreateTopicAsync("out", 2);
        using IProducer<string, string> producer = broker.TransactionalProducer("tx");
        using IConsumer<string, string> consumer = broker.Consumer("g");
        Action[] stages =
        [
            producer.BeginTransaction,
            () => producer.Send("out", "a", partition: 0),
            () => producer.Send("out", "b", partition: 1),
            () => producer.SendOffsetsToTransaction(
                [new TopicPartitionOffset("in", 0, 5)], consumer.ConsumerGroupMetadata, TestTransactions.Patience),
            () => End(producer, commit),
        ];
        Assert.Equal(Stages, stages.Length);
        for (int stage = 0; stage < Stages; stage++)
        {
            stages[stage]();
            if (stage == crashAt)
            {
                await broker.CrashAsync();
            }
        }

        Assert.Equal(commit ? ["a"] : [], broker.Values("out", 0));
        Assert.Equal(commit ? ["b"] : [], broker.Values("out", 1));
        Assert.Equal(commit ? 5 : Offset.Unset.Value, broker.Position("g", "in"));
        producer.Commit("out", "next");
        Assert.Equal(commit ? ["a", "next"] : ["next"], broker.Values("out", 0));
    }

    [EmbeddedFact("kills the broker")]
    public async Task What_a_dead_producer_left_open_is_aborted_by_its_successor_also_after_a_crash()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t", 1);
        using IProducer<string, string> dead = broker.TransactionalProducer("tx");
        dead.BeginTransaction();
        dead.Send("t", "dead");
        await broker.CrashAsync();
        Assert.Empty(broker.Values("t"));

        using IProducer<string, string> successor = broker.TransactionalProducer("tx");
        successor.Commit("t", "alive");
        Assert.Equal(["alive"], broker.Values("t"));
    }

    [EmbeddedFact("kills the broker")]
    public async Task What_a_dead_producer_left_open_is_aborted_by_time_also_after_a_crash()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t", 1);
        using IProducer<string, string> dead = broker.TransactionalProducer("tx", timeoutMs: 3000);
        dead.BeginTransaction();
        dead.Send("t", "dead");
        await broker.CrashAsync();
        broker.Fill("t", 0, 1);
        await broker.Log.NextAsync(602);
        using IConsumer<string, string> reader = broker.Consumer("r");
        reader.Assign(new TopicPartitionOffset("t", 0, 0));
        ConsumeResult<string, string> first;
        do
        {
            first = reader.Consume(TestTransactions.Patience);
        }
        while (first.IsPartitionEOF);
        Assert.Equal("0", first.Message.Value);
    }

    private static void End(IProducer<string, string> producer, bool commit)
    {
        if (commit)
        {
            producer.CommitTransaction(TestTransactions.Patience);
        }
        else
        {
            producer.AbortTransaction(TestTransactions.Patience);
        }
    }
}
