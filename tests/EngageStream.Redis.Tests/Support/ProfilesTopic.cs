using System.Text;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using EngageStream.Domain.Partitioning;
using EngageStream.Redis.Projection;
using EngageStream.Tests.Shared.Kafka;
using Partitioner = EngageStream.Domain.Partitioning.Partitioner;

namespace EngageStream.Redis.Tests.Support;

/// <summary>A topic of profiles, and what a projection of it must come to.</summary>
internal sealed class ProfilesTopic : IDisposable
{
    public const int Partitions = 3;
    private readonly TestCluster _kafka;
    private readonly IProducer<byte[], byte[]?> _producer;
    private readonly List<Record>[] _records = [.. Enumerable.Range(0, Partitions).Select(_ => new List<Record>())];

    private ProfilesTopic(TestCluster kafka, string name)
    {
        _kafka = kafka;
        Name = name;
        _producer = new ProducerBuilder<byte[], byte[]?>(new ProducerConfig { BootstrapServers = kafka.Servers, LingerMs = 1, Acks = Acks.All })
            .SetLogHandler((_, _) => { }).Build();
    }

    public string Name { get; }

    public ProjectionSource Source => SourceOf(_kafka, Name);

    /// <summary>Records in it.</summary>
    public int Count => _records.Sum(partition => partition.Count);

    public static async Task<ProfilesTopic> CreateAsync(TestCluster kafka)
    {
        var topic = new ProfilesTopic(kafka, kafka.Name($"{Guid.NewGuid():N}.profiles"));
        await topic.CreateTopicAsync();
        return topic;
    }

    public static ProjectionSource SourceOf(TestCluster kafka, string topic) => new(
        topic,
        new Dictionary<string, string>
        {
            ["bootstrap.servers"] = kafka.Servers,
            ["group.id"] = $"{topic}-redis",
            ["partition.assignment.strategy"] = "cooperative-sticky",
            ["heartbeat.interval.ms"] = "300",
            ["fetch.wait.max.ms"] = "20",
            ["fetch.queue.backoff.ms"] = "5",
            ["topic.metadata.refresh.interval.ms"] = "1000",
        },
        "test");

    /// <summary>The partition of a person.</summary>
    public static int PartitionOf(string user) => Partitioner.Of(PartitionerKind.Murmur2, Encoding.UTF8.GetBytes(user), Partitions);

    public Task AddAsync(params IEnumerable<Profile> profiles) => SendAsync(profiles.Select(p => (p.User, (string?)p.Json, PartitionOf(p.User))));

    public Task EraseAsync(string user) => SendAsync([(user, null, PartitionOf(user))]);

    public Task AddRawAsync(string user, string json, int? partition = null) => SendAsync([(user, json, partition ?? PartitionOf(user))]);

    /// <summary>Profiles and some tombstones of so many people, by chance.</summary>
    public Task AddRandomAsync(Random random, int people, int records) => SendAsync(Enumerable.Range(Count, records).Select(i =>
    {
        string user = $"user-{random.Next(people)}";
        return (user, random.Next(20) == 0 ? null : Profile.Random(random, user, i).Json, PartitionOf(user));
    }).ToList());

    /// <summary>Deletes the topic and makes another of its name.</summary>
    public async Task MakeAnewAsync()
    {
        using IAdminClient admin = Admin();
        await admin.DeleteTopicsAsync([Name]);
        await CreateTopicAsync();
        foreach (List<Record> partition in _records)
        {
            partition.Clear();
        }
    }

    /// <summary>Records of a partition.</summary>
    public int CountOf(int partition) => _records[partition].Count;

    /// <summary>Latest profile of everybody whom the topic holds.</summary>
    public Dictionary<string, string> Latest()
    {
        var latest = new Dictionary<string, string>();
        foreach (Record record in _records.SelectMany(partition => partition))
        {
            if (record.Json is null)
            {
                latest.Remove(record.User);
            }
            else
            {
                latest[record.User] = record.Json;
            }
        }

        return latest;
    }

    public void Dispose() => _producer.Dispose();

    private async Task CreateTopicAsync()
    {
        using IAdminClient admin = Admin();
        await admin.CreateTopicsAsync([new TopicSpecification { Name = Name, NumPartitions = Partitions, ReplicationFactor = 1 }]);
    }

    private IAdminClient Admin() =>
        new AdminClientBuilder(new AdminClientConfig { BootstrapServers = _kafka.Servers }).SetLogHandler((_, _) => { }).Build();

    private async Task SendAsync(IEnumerable<(string User, string? Json, int Partition)> records)
    {
        var sent = new List<Task<DeliveryResult<byte[], byte[]?>>>();
        foreach ((string user, string? json, int partition) in records)
        {
            _records[partition].Add(new Record(user, json));
            sent.Add(_producer.ProduceAsync(new TopicPartition(Name, partition), new Message<byte[], byte[]?>
            {
                Key = Encoding.UTF8.GetBytes(user),
                Value = json is null ? null : Encoding.UTF8.GetBytes(json),
            }));
        }

        await Task.WhenAll(sent);
    }

    private sealed record Record(string User, string? Json);
}
