using EngageStream.EmbeddedKafka.Protocol;
using EngageStream.EmbeddedKafka.Records;
using EngageStream.EmbeddedKafka.Tests.Testing;
using EngageStream.Tests.Shared.Kafka;

namespace EngageStream.EmbeddedKafka.Tests.Network;

public sealed class ProduceFetchTests
{
    private const int LongWaitMs = 60_000;

    [EmbeddedFact("speaks to the broker in bytes")]
    public async Task What_is_fetched_is_what_was_produced_but_for_its_place()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using RawClient client = broker.Raw();
        RawRequests.CreateTopic(client, "t");
        byte[] batch = BatchBuilder.Records(3);
        Assert.Equal((ErrorCode.None, 0L), RawRequests.Produce(client, "t", batch));
        (ErrorCode error, long highWatermark, byte[] records) = Fetch(client, 0);
        RecordBatchHeader.Place(batch, 0, 0);
        Assert.Equal((ErrorCode.None, 3L), (error, highWatermark));
        Assert.Equal(batch, records);
    }

    [EmbeddedFact("speaks to the broker in bytes")]
    public async Task Repeated_and_missing_sequences_are_told_apart()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using RawClient client = broker.Raw();
        RawRequests.CreateTopic(client, "t");
        Assert.Equal((ErrorCode.None, 0L), RawRequests.Produce(client, "t", Sequenced(0)));
        Assert.Equal((ErrorCode.None, 1L), RawRequests.Produce(client, "t", Sequenced(1)));
        Assert.Equal((ErrorCode.None, 0L), RawRequests.Produce(client, "t", Sequenced(0)));
        Assert.Equal((ErrorCode.OutOfOrderSequenceNumber, -1L), RawRequests.Produce(client, "t", Sequenced(5)));
        Assert.Equal((ErrorCode.InvalidProducerEpoch, -1L), RawRequests.Produce(client, "t", Sequenced(2, epoch: 2)));
    }

    [EmbeddedFact("speaks to the broker in bytes")]
    public async Task A_fetch_waits_for_its_minimum_and_delays_no_other_connection()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using RawClient waiting = broker.Raw();
        using RawClient other = broker.Raw();
        RawRequests.CreateTopic(other, "t");
        byte[] batch = BatchBuilder.Records(1);

        // Often: the first batch may come while the fetch is still on its way into the wait.
        for (int end = 0; end < 200; end += 2)
        {
            int from = end;
            waiting.Send(ApiKey.Fetch, 4, w => RawRequests.WriteFetch(w, "t", from, LongWaitMs, batch.Length + 1, 1_000_000, 1_000_000));

            // The first batch is not enough, the second is; both are then in the one answer.
            RawRequests.Produce(other, "t", (byte[])batch.Clone());
            RawRequests.Produce(other, "t", (byte[])batch.Clone());
            (_, long highWatermark, byte[] records) = RawRequests.ReadFetch(waiting.Receive());
            Assert.Equal(end + 2, highWatermark);
            Assert.Equal(batch.Length * 2, records.Length);
        }
    }

    [EmbeddedFact("speaks to the broker in bytes")]
    public async Task A_fetch_whose_time_is_up_is_answered_with_nothing()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using RawClient client = broker.Raw();
        RawRequests.CreateTopic(client, "t");
        client.Send(ApiKey.Fetch, 4, w => RawRequests.WriteFetch(w, "t", 0, 20, 1, 1000, 1000));
        Assert.Empty(RawRequests.ReadFetch(client.Receive()).Records);
    }

    [EmbeddedFact("speaks to the broker in bytes")]
    public async Task Pipelined_requests_are_answered_in_order()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using RawClient client = broker.Raw();
        RawRequests.CreateTopic(client, "t");
        client.Send(ApiKey.Fetch, 4, w => RawRequests.WriteFetch(w, "t", 0, 50, 1, 1000, 1000));

        // Receive checks the correlation id against the last request: ask for both and look at both by hand.
        client.Send(ApiKey.ApiVersions, 0, _ => { });
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => client.Receive());
        Assert.Equal(0, client.Receive().Int16());
    }

    [EmbeddedTheory("speaks to the broker in bytes")]
    [InlineData(100, 1)]
    [InlineData(2500, 2)]
    [InlineData(1_000_000, 5)]
    public async Task A_fetch_gets_whole_batches_up_to_its_limit_and_at_least_one(int maxBytes, int batches)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using RawClient client = broker.Raw();
        RawRequests.CreateTopic(client, "t");
        byte[] batch = BatchBuilder.Records(1, 1000);
        for (int i = 0; i < 5; i++)
        {
            RawRequests.Produce(client, "t", (byte[])batch.Clone());
        }

        client.Send(ApiKey.Fetch, 4, w => RawRequests.WriteFetch(w, "t", 0, 0, 1, maxBytes, maxBytes));
        Assert.Equal(batch.Length * batches, RawRequests.ReadFetch(client.Receive()).Records.Length);
    }

    [EmbeddedFact("speaks to the broker in bytes")]
    public async Task Offsets_outside_the_log_and_unknown_topics_are_named()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using RawClient client = broker.Raw();
        RawRequests.CreateTopic(client, "t");
        Assert.Equal(ErrorCode.OffsetOutOfRange, Fetch(client, 1).Error);
        client.Send(ApiKey.Fetch, 4, w => RawRequests.WriteFetch(w, "nope", 0, LongWaitMs, 1, 1000, 1000));
        Assert.Equal(ErrorCode.UnknownTopicOrPartition, RawRequests.ReadFetch(client.Receive()).Error);
        Assert.Equal(ErrorCode.UnknownTopicOrPartition, RawRequests.Produce(client, "nope", BatchBuilder.Records(1)).Error);
        Assert.Equal(ErrorCode.InvalidRequiredAcks, RawRequests.Produce(client, "t", BatchBuilder.Records(1), acks: 7).Error);
    }

    [EmbeddedFact("speaks to the broker in bytes")]
    public async Task Produce_without_acks_has_no_answer_and_a_failure_closes_the_connection()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using RawClient client = broker.Raw();
        RawRequests.CreateTopic(client, "t");
        client.Send(ApiKey.Produce, 3, w => RawRequests.WriteProduce(w, "t", BatchBuilder.Records(2), acks: 0));
        Assert.Equal(2, Fetch(client, 0).HighWatermark);
        client.Send(ApiKey.Produce, 3, w => RawRequests.WriteProduce(w, "nope", BatchBuilder.Records(2), acks: 0));
        Assert.True(client.IsClosedByBroker());
    }

    [EmbeddedFact("speaks to the broker in bytes")]
    public async Task Deleting_a_topic_answers_the_fetch_that_waits_for_it()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using RawClient waiting = broker.Raw();
        using RawClient other = broker.Raw();
        RawRequests.CreateTopic(other, "t");
        waiting.Send(ApiKey.Fetch, 4, w => RawRequests.WriteFetch(w, "t", 0, LongWaitMs, 1, 1000, 1000));
        other.Call(ApiKey.DeleteTopics, 0, w =>
        {
            w.ArrayLength(1);
            w.String("t");
            w.Int32(1000);
        });
        Assert.Equal(ErrorCode.UnknownTopicOrPartition, RawRequests.ReadFetch(waiting.Receive()).Error);
    }

    private static (ErrorCode Error, long HighWatermark, byte[] Records) Fetch(RawClient client, long offset)
    {
        client.Send(ApiKey.Fetch, 4, w => RawRequests.WriteFetch(w, "t", offset, 0, 1, 1_000_000, 1_000_000));
        return RawRequests.ReadFetch(client.Receive());
    }

    private static byte[] Sequenced(int sequence, short epoch = 3) =>
        new BatchBuilder { ProducerId = 9, ProducerEpoch = epoch, BaseSequence = sequence }.Build();
}
