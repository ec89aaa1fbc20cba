using Confluent.Kafka;
using Confluent.Kafka.Admin;
using EngageStream.Chaos.Network;
using EngageStream.EmbeddedKafka;

namespace EngageStream.Chaos.Tests.Network;

public sealed class GroupEvictionTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("engage-evict-");
    private EmbeddedBroker? _broker;

    public async Task InitializeAsync()
    {
        _broker = await EmbeddedBroker.StartAsync(new BrokerOptions { DataDirectory = _folder.FullName });
        using IAdminClient admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = _broker.BootstrapServers }).Build();
        await admin.CreateTopicsAsync([new TopicSpecification { Name = "t", NumPartitions = 1 }]);
    }

    public async Task DisposeAsync()
    {
        await _broker!.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_member_is_removed_and_hears_of_it_by_its_heartbeat()
    {
        var lost = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using IConsumer<Ignore, Ignore> consumer = Member("chaos-node-1-consumer-0", lost);
        var eviction = new GroupEviction(_broker!.BootstrapServers, "g");
        using var limit = new CancellationTokenSource(Patience);
        while (consumer.Assignment.Count == 0)
        {
            consumer.Consume(TimeSpan.FromMilliseconds(20));
            limit.Token.ThrowIfCancellationRequested();
        }

        Assert.Equal(0, await eviction.EvictAsync("chaos-node-2-"));
        Assert.Equal(1, await eviction.EvictAsync("chaos-node-1-"));
        while (!lost.Task.IsCompleted)
        {
            consumer.Consume(TimeSpan.FromMilliseconds(20));
            limit.Token.ThrowIfCancellationRequested();
        }
    }

    private IConsumer<Ignore, Ignore> Member(string client, TaskCompletionSource lost)
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = _broker!.BootstrapServers,
            GroupId = "g",
            ClientId = client,
            HeartbeatIntervalMs = 200,
        };
        IConsumer<Ignore, Ignore> consumer = new ConsumerBuilder<Ignore, Ignore>(config)
            .SetPartitionsLostHandler((_, _) => lost.TrySetResult()).SetLogHandler(static (_, _) => { }).Build();
        consumer.Subscribe("t");
        return consumer;
    }
}
