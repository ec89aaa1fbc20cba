using Confluent.Kafka;
using EngageStream.EmbeddedKafka.Tests.Testing;
using EngageStream.Tests.Shared.Kafka;

namespace EngageStream.EmbeddedKafka.Tests.Clients;

public sealed class RestartTests
{
    private const int TornTailCut = 302;

    [EmbeddedFact("restarts the broker")]
    public async Task Data_topics_and_offsets_survive_a_restart()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t", 2, ("retention.ms", "77"));
        broker.Fill("t", 1, 500);
        CommitAt(broker, "g", new TopicPartitionOffset("t", 1, 123));

        await broker.RestartAsync();
        Assert.Equal(500, broker.ReadAll("t", 1).Count);
        Assert.Equal(123, Committed(broker, "g", new TopicPartition("t", 1)));
        broker.Fill("t", 1, 10);
        Assert.Equal(510, broker.ReadAll("t", 1).Count);
    }

    [EmbeddedFact("restarts the broker")]
    public async Task Data_and_offsets_survive_a_crash()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        broker.Fill("t", 1, 500);
        CommitAt(broker, "g", new TopicPartitionOffset("t", 1, 123));

        await using TestBroker after = await broker.StartFromCrashedCopyAsync();
        Assert.Equal(500, after.ReadAll("t", 1).Count);
        Assert.Equal(123, Committed(after, "g", new TopicPartition("t", 1)));
        Assert.Empty(after.Log.TextsOf(TornTailCut));
    }

    [EmbeddedFact("damages the files of the broker")]
    public async Task A_torn_tail_is_cut_told_and_written_over()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        for (int i = 0; i < 3; i++)
        {
            broker.Fill("t", 0, 10);
        }

        await using TestBroker after = await broker.StartFromCrashedCopyAsync(directory =>
        {
            string segment = Directory.GetFiles(Path.Combine(directory, "topics", "t", "0"), "*.log").Single();
            using FileStream file = File.Open(segment, FileMode.Open);
            file.SetLength(file.Length - 3);
        });
        string told = Assert.Single(after.Log.TextsOf(TornTailCut));
        int left = after.ReadAll("t", 0).Count;
        Assert.InRange(left, 20, 29);
        Assert.Contains($"offset {left}", told, StringComparison.Ordinal);
        after.Fill("t", 0, 5);
        Assert.Equal(left + 5, after.ReadAll("t", 0).Count);
    }

    [EmbeddedFact("restarts the broker")]
    public async Task A_segment_limit_makes_files_and_readers_do_not_notice()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t", 1, ("segment.bytes", "20000"));
        for (int i = 0; i < 5; i++)
        {
            broker.Fill("t", 0, 1000);
        }

        Assert.True(Directory.GetFiles(broker.PartitionFolder("t", 0), "*.log").Length > 2);
        Assert.Equal(5000, broker.ReadAll("t", 0).Count);
        await broker.RestartAsync();
        Assert.Equal(5000, broker.ReadAll("t", 0).Count);
    }

    [EmbeddedTheory("restarts the broker")]
    [InlineData(FlushPolicy.EveryBatch)]
    [InlineData(FlushPolicy.Interval)]
    public async Task Other_flush_policies_keep_data_too(FlushPolicy policy)
    {
        await using TestBroker broker = await TestBroker.StartAsync(o => o with { Flush = policy, FlushInterval = TimeSpan.FromMilliseconds(10) });
        broker.Fill("t", 0, 100);
        await using TestBroker after = await broker.StartFromCrashedCopyAsync();
        Assert.Equal(100, after.ReadAll("t", 0).Count);
    }

    [EmbeddedFact("restarts the broker")]
    public async Task A_consumer_group_goes_on_where_it_was_over_a_restart()
    {
        await using TestBroker broker = await TestBroker.StartAsync(o => o with { DefaultPartitions = 1 });
        broker.Fill("t", 0, 100);
        using IConsumer<string, string> consumer = broker.Consumer("g");
        consumer.Subscribe("t");
        var seen = new List<string>();
        while (seen.Count < 100)
        {
            Collect(consumer, seen);
        }

        await broker.RestartAsync();
        broker.Fill("t", 0, 50);
        while (seen.Count < 150)
        {
            Collect(consumer, seen);
        }

        Assert.Equal([.. Enumerable.Range(0, 100).Select(i => $"{i}"), .. Enumerable.Range(0, 50).Select(i => $"{i}")], seen);
    }

    [EmbeddedFact("checks the embedded broker's options")]
    public async Task A_second_broker_on_the_same_folder_is_refused_by_name()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        InvalidOperationException refused = await Assert.ThrowsAsync<InvalidOperationException>(
            () => EmbeddedBroker.StartAsync(new BrokerOptions { DataDirectory = broker.Options.DataDirectory }));
        Assert.Contains(broker.Options.DataDirectory, refused.Message, StringComparison.Ordinal);
    }

    [EmbeddedFact("checks the embedded broker's options")]
    public async Task A_taken_port_is_refused_by_number()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using var folder = new TempFolder();
        InvalidOperationException refused = await Assert.ThrowsAsync<InvalidOperationException>(
            () => EmbeddedBroker.StartAsync(new BrokerOptions { DataDirectory = folder.Path, Port = broker.Port }));
        Assert.Contains($"{broker.Port}", refused.Message, StringComparison.Ordinal);
    }

    [EmbeddedFact("checks the embedded broker's options")]
    public async Task Options_out_of_range_are_refused_by_name()
    {
        ArgumentException refused = await Assert.ThrowsAsync<ArgumentException>(
            () => EmbeddedBroker.StartAsync(new BrokerOptions { DataDirectory = "x", SegmentBytes = 1 }));
        Assert.Contains("SegmentBytes", refused.Message, StringComparison.Ordinal);
    }

    private static void Collect(IConsumer<string, string> consumer, List<string> seen)
    {
        ConsumeResult<string, string>? result = consumer.Consume(TimeSpan.FromSeconds(30));
        Assert.NotNull(result);
        if (!result.IsPartitionEOF)
        {
            seen.Add(result.Message.Value);
        }
    }

    private static void CommitAt(TestBroker broker, string group, TopicPartitionOffset position)
    {
        using IConsumer<string, string> consumer = broker.Consumer(group);
        consumer.Assign(position);
        consumer.Commit([position]);
    }

    private static long Committed(TestBroker broker, string group, TopicPartition partition)
    {
        using IConsumer<string, string> consumer = broker.Consumer(group);
        return consumer.Committed([partition], TimeSpan.FromSeconds(10)).Single().Offset.Value;
    }
}
