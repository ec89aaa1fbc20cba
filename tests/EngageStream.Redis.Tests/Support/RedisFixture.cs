using EngageStream.Tests.Shared.Kafka;

namespace EngageStream.Redis.Tests.Support;

/// <summary>A Redis and a Kafka that tests share; each test has keys and topics of its own.</summary>
public sealed class RedisFixture : IAsyncLifetime
{
    private RedisServer? _redis;
    private TestCluster? _kafka;

    internal RedisServer Redis => _redis!;

    internal TestCluster Kafka => _kafka!;

    public async Task InitializeAsync()
    {
        _redis = await RedisServer.StartAsync();
        _kafka = await TestCluster.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await Redis.DisposeAsync();
        await Kafka.DisposeAsync();
    }
}

/// <summary>Tests that mostly wait; they run beside the others, on a Redis and a Kafka of their own.</summary>
[CollectionDefinition(Name)]
public sealed class OutageCollection : ICollectionFixture<RedisFixture>
{
    public const string Name = "Redis outages";
}

/// <summary>Tests that share the fixture.</summary>
[CollectionDefinition(Name)]
public sealed class RedisCollection : ICollectionFixture<RedisFixture>
{
    public const string Name = "Redis";
}
