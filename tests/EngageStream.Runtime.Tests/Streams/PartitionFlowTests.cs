using System.Reflection;
using Confluent.Kafka;
using EngageStream.Domain.Actors;
using EngageStream.Domain.Model;
using EngageStream.Runtime.Restore;
using EngageStream.Runtime.Shards;
using EngageStream.Runtime.Streams;
using EngageStream.Runtime.Tests.Hosting;
using EngageStream.Runtime.Tests.Shards;

namespace EngageStream.Runtime.Tests.Streams;

public sealed class PartitionFlowTests : IAsyncLifetime
{
    private string Topic => _kafka.Name("records");
    private TestKafka _kafka = null!;

    public async Task InitializeAsync()
    {
        _kafka = await TestKafka.StartAsync();
        await _kafka.CreateTopicAsync("records", 3);
    }

    public async Task DisposeAsync() => await _kafka.DisposeAsync();

    [Fact]
    public async Task The_backlog_is_what_shards_have_not_taken_in_of_what_fetches_told()
    {
        using IProducer<Null, byte[]> producer = new ProducerBuilder<Null, byte[]>(new ProducerConfig(_kafka.Settings)).Build();
        foreach (int partition in Enumerable.Repeat(0, 50).Concat(Enumerable.Repeat(1, 20)))
        {
            await producer.ProduceAsync(new TopicPartition(Topic, partition), new Message<Null, byte[]> { Value = [1] });
        }

        using IConsumer<Ignore, Ignore> consumer = new ConsumerBuilder<Ignore, Ignore>(
            new ConsumerConfig(_kafka.Settings) { GroupId = _kafka.Name("flow"), AutoOffsetReset = AutoOffsetReset.Earliest }).Build();
        var flow = new PartitionFlow(consumer, Topic);
        Shard[] shards = [NewShard(0), NewShard(1), NewShard(2)];
        Assert.Equal(0, flow.Backlog(shards));

        consumer.Assign([new TopicPartition(Topic, 0), new TopicPartition(Topic, 1)]);
        for (int read = 0; read < 70; read++)
        {
            Assert.NotNull(consumer.Consume(TestKafka.Patience));
        }

        Assert.Equal(70, flow.Backlog(shards));
        shards[0].Skip(new RecordPosition(0, 39, 0));
        Assert.Equal(30, flow.Backlog(shards));
        shards[0].Skip(new RecordPosition(0, 60, 0));
        Assert.Equal(20, flow.Backlog(shards));
    }

    [Fact]
    public void A_restored_partition_is_resumed_before_the_seek_which_wakes_the_client()
    {
        IConsumer<Ignore, Ignore> consumer = DispatchProxy.Create<IConsumer<Ignore, Ignore>, CallRecorder>();
        var flow = new PartitionFlow(consumer, Topic);
        var running = new List<int>();
        flow.Ready(RestoreRequest.Restored(NewShard(2), resumeAt: 7));

        flow.ResumeReady(request => running.Add(request.Partition));

        Assert.Equal(["Resume", "Seek"], ((CallRecorder)consumer).Calls);
        Assert.Equal([2], running);
    }

    [Fact]
    public void A_partition_that_could_not_be_sought_is_tried_again()
    {
        IConsumer<Ignore, Ignore> consumer = DispatchProxy.Create<IConsumer<Ignore, Ignore>, CallRecorder>();
        var calls = (CallRecorder)consumer;
        calls.Refused = "Seek";
        var flow = new PartitionFlow(consumer, Topic);
        var running = new List<int>();
        flow.Ready(RestoreRequest.Restored(NewShard(2), resumeAt: 7));
        flow.ResumeReady(request => running.Add(request.Partition));
        Assert.Empty(running);

        calls.Refused = "";
        flow.ResumeReady(request => running.Add(request.Partition));

        Assert.Equal(["Resume", "Seek", "Resume", "Seek"], calls.Calls);
        Assert.Equal([2], running);
    }

    private static Shard NewShard(int partition)
    {
        EngagementModel model = ShardModels.Small();
        return new Shard(partition, model, new UserActor(model), ShardOptions.Default, new SilentOutput());
    }
}
