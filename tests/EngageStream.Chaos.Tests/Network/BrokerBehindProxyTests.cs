using Confluent.Kafka;
using EngageStream.Chaos.Network;
using EngageStream.EmbeddedKafka;

namespace EngageStream.Chaos.Tests.Network;

/// <summary>A real client, which follows the address that the broker advertises.</summary>
public sealed class BrokerBehindProxyTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("engage-proxy-");
    private readonly FaultyProxy _proxy = new();
    private EmbeddedBroker? _broker;

    public async Task InitializeAsync()
    {
        _broker = await EmbeddedBroker.StartAsync(new BrokerOptions
        {
            DataDirectory = _folder.FullName,
            DefaultPartitions = 1,
            AdvertisedAddress = _proxy.Address,
        });
        _proxy.ForwardTo(_broker.BootstrapServers);
    }

    public async Task DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await _broker!.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Clients_stay_behind_the_proxy_and_are_known_by_their_ids()
    {
        // The first address is the broker's own: only what it advertises leads to the proxy.
        using IProducer<Null, string> producer = Producer(_broker!.BootstrapServers, "chaos-node-1-producer-0");
        await producer.ProduceAsync("t", new Message<Null, string> { Value = "a" });
        Assert.Equal(0, _proxy.Drop("chaos-node-2-"));
        Assert.NotEqual(0, _proxy.Drop("chaos-node-1-"));
        Task<DeliveryResult<Null, string>> delivered = producer.ProduceAsync("t", new Message<Null, string> { Value = "b" });
        Assert.False(delivered.IsCompleted);
        _proxy.Heal();
        Assert.Equal(1, (await delivered.WaitAsync(TimeSpan.FromSeconds(60))).Offset.Value);
    }

    private static IProducer<Null, string> Producer(string servers, string id) => new ProducerBuilder<Null, string>(new ProducerConfig
    {
        BootstrapServers = servers,
        ClientId = id,
        EnableIdempotence = true,
    }).SetLogHandler(static (_, _) => { }).Build();
}
