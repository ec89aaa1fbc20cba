using System.Text;
using Confluent.Kafka;
using EngageStream.Host.Cli;
using EngageStream.Host.Replay;
using EngageStream.Host.Tests.Support;
using EngageStream.Tests.Shared.Kafka;
using DomainPartitioner = EngageStream.Domain.Partitioning.Partitioner;

namespace EngageStream.Host.Tests.Replay;

public sealed class KafkaEventSinkTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private TestCluster _kafka = null!;

    public async Task InitializeAsync() => _kafka = await TestCluster.StartAsync();

    public async Task DisposeAsync()
    {
        await _kafka.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Events_lie_in_their_persons_partition_with_event_time_and_marks_in_every_partition()
    {
        var topic = new ReplayTopic { BootstrapServers = _kafka.Servers, Name = _kafka.Name("t"), Partitions = 3 };
        int partitions = await TopicPreparation.EnsureAsync(topic);
        using (var sink = new KafkaEventSink(topic, partitions))
        {
            for (int i = 0; i < 500; i++)
            {
                sink.Event(Encoding.UTF8.GetBytes($"p{i % 50:D2}"), Encoding.UTF8.GetBytes($"v{i:D3}"), 1000 + i);
            }

            sink.ClockMark(5000);
            sink.Complete(CancellationToken.None);
        }

        List<ConsumeResult<byte[], byte[]>> records = ReadAll(_kafka.Name("t"), 503);
        Assert.Equal(3, records.Select(r => r.Partition.Value).Distinct().Count());
        foreach (IGrouping<int, ConsumeResult<byte[], byte[]>> partition in records.GroupBy(r => r.Partition.Value))
        {
            List<ConsumeResult<byte[], byte[]>> inOrder = partition.OrderBy(r => r.Offset.Value).ToList();
            ConsumeResult<byte[], byte[]> mark = inOrder[^1];
            Assert.Equal((0, 5000L, "clock"), (mark.Message.Value.Length, mark.Message.Timestamp.UnixTimestampMs,
                Encoding.UTF8.GetString(mark.Message.Headers.GetLastBytes("engage-type"))));
            foreach (ConsumeResult<byte[], byte[]> record in inOrder.SkipLast(1))
            {
                int number = int.Parse(Encoding.UTF8.GetString(record.Message.Value)[1..], null);
                Assert.Equal($"p{number % 50:D2}", Encoding.UTF8.GetString(record.Message.Key));
                Assert.Equal(1000 + number, record.Message.Timestamp.UnixTimestampMs);
                Assert.Equal(partition.Key, DomainPartitioner.Of(topic.Partitioner, record.Message.Key, 3));
            }
        }

        Assert.Equal(503, records.Count);
    }

    [Fact]
    public async Task A_topic_that_stamps_records_itself_is_refused()
    {
        using IAdminClient admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = _kafka.Servers }).Build();
        await admin.CreateTopicsAsync(
            [new() { Name = _kafka.Name("live"), NumPartitions = 1, Configs = new() { ["message.timestamp.type"] = "LogAppendTime" } }]);
        var fault = await Assert.ThrowsAsync<CommandException>(() =>
            TopicPreparation.EnsureAsync(new ReplayTopic { BootstrapServers = _kafka.Servers, Name = _kafka.Name("live") }));
        Assert.Equal(ExitCode.Invalid, fault.Code);
        Assert.Contains("LogAppendTime", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_import_command_sends_what_it_reports()
    {
        string map = _folder.Write("m.yaml",
            "time: { column: At }\nperson: { column: Who }\nmessage_id: \"{Id}\"\nevents: [{ name: E }]\nclock: { run_on: 2h }\n");
        string csv = _folder.Write("x.csv", "Id,At,Who\n1,2025-01-01T00:30Z,a\n2,2025-01-01T02:30Z,b\n");
        var run = new TestRun();
        Assert.Equal(ExitCode.Success, await run.RunAsync(
            "import", "csv", csv, "--map", map, "--bootstrap", _kafka.Servers, "--topic", _kafka.Name("i"), "--partitions", "2"));
        Assert.Contains($"Sent to {_kafka.Name("i")}: 2 events, 5 clock marks", run.Out, StringComparison.Ordinal);
        List<ConsumeResult<byte[], byte[]>> records = ReadAll(_kafka.Name("i"), 12);
        Assert.Equal(2, records.Count(r => r.Message.Value.Length > 0));
        Assert.Equal(DateTimeOffset.Parse("2025-01-01T04:30Z", null).ToUnixTimeMilliseconds(),
            records.Max(r => r.Message.Timestamp.UnixTimestampMs));
    }

    private List<ConsumeResult<byte[], byte[]>> ReadAll(string topic, int expected)
    {
        using IConsumer<byte[], byte[]> consumer = new ConsumerBuilder<byte[], byte[]>(
            new ConsumerConfig
            {
                BootstrapServers = _kafka.Servers,
                GroupId = _kafka.Name("test"),
                AutoOffsetReset = AutoOffsetReset.Earliest,
                EnablePartitionEof = true
            }).Build();
        using IAdminClient admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        List<TopicPartition> partitions = admin.GetMetadata(topic, TimeSpan.FromSeconds(10))
            .Topics[0].Partitions.Select(p => new TopicPartition(topic, p.PartitionId)).ToList();
        consumer.Assign(partitions.Select(p => new TopicPartitionOffset(p, Offset.Beginning)));
        var records = new List<ConsumeResult<byte[], byte[]>>();
        var ended = new HashSet<TopicPartition>();
        while (ended.Count < partitions.Count)
        {
            ConsumeResult<byte[], byte[]> record = consumer.Consume(TimeSpan.FromSeconds(20)) ?? throw new TimeoutException(
                $"{records.Count} of {expected} records came");
            if (record.IsPartitionEOF)
            {
                ended.Add(record.TopicPartition);
            }
            else
            {
                records.Add(record);
            }
        }

        return records;
    }
}
