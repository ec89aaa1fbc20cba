using System.Text.Json;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using EngageStream.Host.Cli;
using EngageStream.Host.Tests.Support;
using EngageStream.Tests.Shared.Kafka;

namespace EngageStream.Host.Tests.Commands;

public sealed class GenerateLiveTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Evening = new(2026, 3, 1, 20, 0, 0, TimeSpan.Zero);
    private TestCluster _kafka = null!;

    private string Topic => _kafka.Name("events");

    public async Task InitializeAsync() => _kafka = await TestCluster.StartAsync();

    public async Task DisposeAsync() => await _kafka.DisposeAsync();

    [Fact]
    public async Task What_has_passed_of_the_day_comes_at_once_and_no_clock_mark_with_it()
    {
        await CreateTopicAsync("LogAppendTime");
        using var stop = new CancellationTokenSource();
        Task<int> running = RunAsync(stop.Token);
        List<ConsumeResult<string, string>> records = Read(500);
        await stop.CancelAsync();

        Assert.Equal((int)ExitCode.Interrupted, await running);
        Assert.All(records, record =>
        {
            Assert.Empty(record.Message.Headers);
            DateTimeOffset at = JsonDocument.Parse(record.Message.Value).RootElement.GetProperty("timestamp").GetDateTimeOffset();
            // Not one of the future, but for the seconds that the test may have run.
            Assert.InRange(at, Evening.AddHours(-20), Evening.AddMinutes(10));
        });
    }

    [Theory]
    [InlineData("CreateTime", "keeps the producer's timestamps")]
    [InlineData(null, "does not exist")]
    public async Task The_topic_must_be_that_of_a_live_engine(string? timestamps, string reason)
    {
        if (timestamps is not null)
        {
            await CreateTopicAsync(timestamps);
        }

        var run = new TestRun();
        Assert.Equal(ExitCode.Invalid, await run.RunAsync(Arguments));
        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
    }

    private string[] Arguments =>
        ["generate", "--live", "--people", "400", "--days", "1", "--bootstrap", _kafka.Servers, "--topic", Topic];

    private Task<int> RunAsync(CancellationToken stop) =>
        CommandLine.RunAsync(Arguments, new TestRun().Context with { Time = new ClockAt(Evening) }, stop);

    private async Task CreateTopicAsync(string timestamps)
    {
        using IAdminClient admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = _kafka.Servers }).Build();
        await admin.CreateTopicsAsync([new TopicSpecification
        {
            Name = Topic,
            NumPartitions = 2,
            ReplicationFactor = 1,
            Configs = new Dictionary<string, string> { ["message.timestamp.type"] = timestamps },
        }]);
    }

    private List<ConsumeResult<string, string>> Read(int count)
    {
        var config = new ConsumerConfig { BootstrapServers = _kafka.Servers, GroupId = _kafka.Name("reader"), AutoOffsetReset = AutoOffsetReset.Earliest };
        using IConsumer<string, string> consumer = new ConsumerBuilder<string, string>(config).Build();
        consumer.Assign([new TopicPartition(Topic, 0), new TopicPartition(Topic, 1)]);
        var records = new List<ConsumeResult<string, string>>();
        while (records.Count < count)
        {
            records.Add(consumer.Consume(TimeSpan.FromSeconds(30)) ?? throw new TimeoutException($"{records.Count} of {count} records came"));
        }

        return records;
    }

    // Tells the time of another day; what it measures and waits for is real.
    private sealed class ClockAt(DateTimeOffset start) : TimeProvider
    {
        private readonly long _stamp = System.GetTimestamp();

        public override DateTimeOffset GetUtcNow() => start + System.GetElapsedTime(_stamp);
    }
}
