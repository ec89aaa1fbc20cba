using Confluent.Kafka;
using EngageStream.EmbeddedKafka.Tests.Testing;

namespace EngageStream.EmbeddedKafka.Tests.Clients;

/// <summary>The broker against a client that nobody here wrote: Debian's kcat.</summary>
public sealed class KcatTests
{
    [Fact]
    public async Task Kcat_writes_what_others_read()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t", 3);
        await RunAsync(broker, "k1:v1\nk2:v2\n", "-P", "-t", broker.Name("t"), "-p", "2", "-K", ":", "-z", "lz4");
        Assert.Equal([("k1", "v1"), ("k2", "v2")], broker.ReadAll("t", 2).Select(r => (r.Message.Key, r.Message.Value)));
    }

    [Fact]
    public async Task Kcat_reads_what_others_write()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t", 4);
        using (IProducer<string, string> producer = broker.Producer(c => c.CompressionType = CompressionType.Zstd))
        {
            await producer.ProduceAsync(new TopicPartition(broker.Name("t"), 3), new Message<string, string> { Key = "k", Value = "v" });
        }

        string output = await RunAsync(broker, "", "-C", "-t", broker.Name("t"), "-o", "beginning", "-e", "-q", "-f", "%p %o %k %s\n");
        Assert.Equal("3 0 k v\n", output);
    }

    [Fact]
    public async Task Kcat_joins_a_group_and_commits()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t", 1, ("retention.ms", "-1"));
        broker.Fill("t", 0, 3);
        string[] group = ["-G", broker.Name("kcats"), "-X", "auto.offset.reset=earliest", "-e", "-q", broker.Name("t")];
        Assert.Equal("0\n1\n2\n", await RunAsync(broker, "", group));
        broker.Fill("t", 0, 1);
        Assert.Equal("0\n", await RunAsync(broker, "", group));
    }

    [Fact]
    public async Task Kcat_finds_offsets_by_time_and_lists_topics()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t", 1, ("retention.ms", "-1"));
        broker.Fill("t", 0, 100);
        string name = broker.Name("t");
        Assert.Equal($"{name} [0] offset 42\n", await RunAsync(broker, "", "-Q", "-t", $"{name}:0:{TestBrokerTopics.FirstTimestamp + 42}"));
        Assert.Contains($"topic \"{name}\" with 1 partitions", await RunAsync(broker, "", "-L"), StringComparison.Ordinal);
    }

    private static Task<string> RunAsync(TestBroker broker, string input, params string[] arguments) =>
        Kcat.RunAsync(broker.Address, input, arguments);
}
