using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Confluent.Kafka;
using EngageStream.Domain.Model;
using EngageStream.Domain.Partitioning;
using EngageStream.Host.Api;
using EngageStream.Host.Projections;
using EngageStream.Playbooks;
using EngageStream.Redis.Configuration;
using EngageStream.Redis.Projection;
using EngageStream.Redis.Reading;
using EngageStream.Redis.Tests.Support;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;
using Partitioner = EngageStream.Domain.Partitioning.Partitioner;

namespace EngageStream.Redis.Tests.Projection;

/// <summary>A year of an engine's own output.</summary>
[Collection(RedisCollection.Name)]
public sealed class EngineProjectionTests(RedisFixture fixture)
{
    private const int Partitions = 2;
    private const int People = 40;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly string _prefix = $"t{Guid.NewGuid().ToString("N")[..8]}:";

    [Fact]
    public async Task What_an_engine_publishes_is_in_Redis_and_its_metrics_tell()
    {
        string name = fixture.Kafka.Name(Guid.NewGuid().ToString("N")[..6]);
        EngineOptions options = EngineOptionsBinder.Bind(new Dictionary<string, string>
        {
            ["application.id"] = name,
            ["mode"] = "replay",
            ["threads"] = "1",
            ["http.listen"] = "",
            ["topics.prefix"] = $"{name}.",
            ["topics.partitions"] = Partitions.ToString(CultureInfo.InvariantCulture),
            ["topics.replication.factor"] = "1",
            ["kafka.bootstrap.servers"] = fixture.Kafka.Servers,
            ["redis.servers"] = fixture.Redis.Address,
            ["redis.prefix"] = _prefix,
        }, out IReadOnlyList<ConfigurationError> errors);
        Assert.Empty(errors.Concat(RedisSettings.Check(options)));
        EngagementModel model = PlaybookFile.Load(Repository.PathOf("playbooks/starter.yaml")).Model!;
        await using EngineHost engine = await EngineHost.StartAsync(options, model, TimeProvider.System, NullLoggerFactory.Instance);
        RedisOptions redis = RedisSettings.Of(options);
        await using RedisProjection projection = RedisProjection.Start(redis, RedisSettings.Source(options), TimeProvider.System, NullLogger.Instance);
        Produce($"{name}.events");
        Dictionary<string, string> latest = ReadLatest($"{name}.profiles");
        using var patience = new CancellationTokenSource(Patience);
        await projection.CaughtUpAsync(patience.Token);

        IDatabase database = fixture.Redis.Database;
        Assert.Equal(People, latest.Count);
        Assert.Equal(RedisContent.Expected(latest), await RedisContent.ReadAsync(database, _prefix));
        Assert.Equal(People, await database.SetLengthAsync($"{_prefix}stage:churned"));
        string metrics = engine.ReadMetrics();
        Assert.Contains("engagestream_redis_profiles_total ", metrics, StringComparison.Ordinal);
        Assert.Contains("engagestream_redis_lag{partition=\"0\"} 0", metrics, StringComparison.Ordinal);
        Assert.Contains("engagestream_redis_batch_duration_seconds_bucket{le=\"+Inf\"}", metrics, StringComparison.Ordinal);

        await using var index = new StageIndex(redis, "test");
        Console.Ports.UserPage page = await new RedisUserIndex(index).ListAsync("churned", 7, null, CancellationToken.None);
        Assert.Equal(7, page.Users.Count);
        Assert.NotNull(page.Next);
    }

    // Orders in January; then silence until everybody is churned.
    private void Produce(string topic)
    {
        long start = new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
        const long hour = 3_600_000;
        using IProducer<byte[]?, byte[]?> producer = new ProducerBuilder<byte[]?, byte[]?>(
            new ProducerConfig { BootstrapServers = fixture.Kafka.Servers }).SetLogHandler((_, _) => { }).Build();
        for (int i = 0; i < People * 5; i++)
        {
            string user = $"user-{i % People}";
            string traits = $$$"""{"type":"identify","userId":"{{{user}}}","messageId":"i{{{i}}}","traits":{"firstName":"Nr. {{{i}}}"}}""";
            string order = $$$"""{"type":"track","event":"Order Completed","userId":"{{{user}}}","messageId":"o{{{i}}}","properties":{"revenue":10}}""";
            Send(user, i % 3 == 0 ? traits : order, start + (i * hour));
        }

        for (int day = 9; day < 365; day++)
        {
            for (int partition = 0; partition < Partitions; partition++)
            {
                producer.Produce(new TopicPartition(topic, partition), new Message<byte[]?, byte[]?>
                {
                    Headers = [new Header("engage-type", "clock"u8.ToArray())],
                    Timestamp = new Timestamp(start + (day * 24 * hour), TimestampType.CreateTime),
                });
            }
        }

        producer.Flush(Patience);

        void Send(string user, string json, long at)
        {
            byte[] key = Encoding.UTF8.GetBytes(user);
            producer.Produce(new TopicPartition(topic, Partitioner.Of(PartitionerKind.Murmur2, key, Partitions)), new Message<byte[]?, byte[]?>
            {
                Key = key,
                Value = Encoding.UTF8.GetBytes(json),
                Timestamp = new Timestamp(at, TimestampType.CreateTime),
            });
        }
    }

    private Dictionary<string, string> ReadLatest(string topic)
    {
        var latest = new Dictionary<string, string>();
        using IConsumer<string, string> consumer = new ConsumerBuilder<string, string>(new ConsumerConfig
        {
            BootstrapServers = fixture.Kafka.Servers,
            GroupId = $"{topic}-check",
            IsolationLevel = IsolationLevel.ReadCommitted,
        }).SetLogHandler((_, _) => { }).Build();
        consumer.Assign(Enumerable.Range(0, Partitions).Select(p => new TopicPartitionOffset(topic, p, Offset.Beginning)));
        while (latest.Count < People || latest.Values.Any(json => (string?)JsonNode.Parse(json)!["stage"] != "churned"))
        {
            ConsumeResult<string, string> record = consumer.Consume(Patience) ?? throw new TimeoutException("Not everybody is churned.");
            latest[record.Message.Key] = record.Message.Value;
        }

        return latest;
    }
}
