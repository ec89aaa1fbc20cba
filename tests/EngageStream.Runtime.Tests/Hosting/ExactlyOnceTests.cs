using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using EngageStream.Domain.Partitioning;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace EngageStream.Runtime.Tests.Hosting;

public class ExactlyOnceTests : EngineTest
{
    private const int People = 40;

    [Fact]
    public async Task An_abort_in_the_middle_of_a_batch_loses_and_doubles_nothing()
    {
        // A long interval: much is in flight when the group's generation changes under it.
        EngineOptions slow = Options() with { CommitInterval = TimeSpan.FromMilliseconds(700) };
        await using EngineHost first = await StartEngineAsync(slow with { NodeId = "a" });
        using var enough = new CancellationTokenSource(TestKafka.Patience * 3);
        int sent = 0;
        Task sending = Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
            {
                int number = sent++;
                await Task.WhenAll(Enumerable.Range(0, People).Select(i => SendOrderAsync($"user-{i}", number)));
            }
        });

        for (int joins = 0; Aborts(first) == 0 && !enough.IsCancellationRequested; joins++)
        {
            await using EngineHost second = await StartEngineAsync(slow with { NodeId = $"b{joins}" });
        }

        await enough.CancelAsync();
        await sending;
        Assert.True(Aborts(first) > 0, "No transaction was aborted: nothing was put to the test.");
        List<ConsumeResult<byte[], byte[]>> thanks = Kafka.Read(sent * People, "engage.decisions");
        Assert.Equal(sent * People, thanks.Select(record => TestKafka.Header(record, "ce_id")).Distinct().Count());

        // Whatever was doubled would come before each person's last.
        string last = $"\"number\":{sent + 1}}}";
        await Task.WhenAll(Enumerable.Range(0, People).Select(i => SendOrderAsync($"user-{i}", sent)));
        int lasts = 0;
        List<ConsumeResult<byte[], byte[]>> all = Kafka.Read(
            records => records.Count > 0 && TestKafka.Json(records[^1]).Contains(last, StringComparison.Ordinal) && ++lasts == People, "engage.decisions");
        Assert.Equal((sent + 1) * People, all.Count);
    }

    [Fact]
    public async Task Of_two_processes_with_the_same_node_id_one_gives_up_and_says_why()
    {
        await using EngineHost first = await StartEngineAsync();
        await using EngineHost second = await EngineHost.StartAsync(Options(), TestModel.Create(), Time, NullLoggerFactory.Instance);
        using var patience = new CancellationTokenSource(TestKafka.Patience);
        Task sending = Task.Run(async () =>
        {
            for (int number = 0; !first.Completion.IsCompleted && !second.Completion.IsCompleted; number++)
            {
                patience.Token.ThrowIfCancellationRequested();
                await Task.WhenAll(Enumerable.Range(0, 3).Select(i => SendOrderAsync($"user-{i}", number)));
            }
        });
        Task gaveUp = await Task.WhenAny(first.Completion, second.Completion).WaitAsync(TestKafka.Patience);
        await sending;
        EngineRefusedException refusal = await Assert.ThrowsAsync<EngineRefusedException>(() => gaveUp);
        Assert.Contains("node.id=node-1", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forwarded_records_belong_to_the_transaction()
    {
        // Nothing is committed before the stop.
        await using EngineHost engine = await StartEngineAsync(Options() with { CommitInterval = TimeSpan.FromMinutes(1) });
        int home = Domain.Partitioning.Partitioner.Of(PartitionerKind.Murmur2, "ann"u8, Partitions);
        int elsewhere = (home + 1) % Partitions;
        await Kafka.SendRawAsync(elsewhere, Encoding.UTF8.GetBytes(Order("ann", "m1", Start)), Start, key: "ann");
        await MetricAsync(engine, "engagestream_records_forwarded_total", forwarded => forwarded == 1);
        while (await EndAsync(home, IsolationLevel.ReadUncommitted) == 0)
        {
            // On its way.
        }

        Assert.Equal(0, await EndAsync(home, IsolationLevel.ReadCommitted));
        await engine.StopAsync();
        Assert.Equal("m1", Parse(Kafka.Read(2, "engage.events").Single(record => record.Partition.Value == home))["messageId"]!.ToString());
    }

    [Fact]
    public async Task Forwarded_records_count_once()
    {
        await using EngineHost engine = await StartEngineAsync();
        for (int partition = 0; partition < Partitions; partition++)
        {
            await Kafka.SendRawAsync(partition, Encoding.UTF8.GetBytes(Order("ann", $"m{partition}", Start)), Start, key: "ann");
        }

        await MetricAsync(engine, "engagestream_events_total", events => events == Partitions);
        Assert.Equal(Partitions - 1, Metric(engine, "engagestream_records_forwarded_total"));
        Assert.Equal(Partitions, Kafka.Read(Partitions, "engage.decisions").Select(record => record.Message.Key).Count());
    }

    private async Task<long> EndAsync(int partition, IsolationLevel isolation)
    {
        using IAdminClient admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = Kafka.Servers }).Build();
        ListOffsetsResult ends = await admin.ListOffsetsAsync(
            [new TopicPartitionOffsetSpec { TopicPartition = new TopicPartition(Kafka.Name("engage.events"), partition), OffsetSpec = OffsetSpec.Latest() }],
            new ListOffsetsOptions { IsolationLevel = isolation });
        return ends.ResultInfos.Single().TopicPartitionOffsetError.Offset.Value;
    }

    private static double Aborts(EngineHost engine) => new[] { "rebalance", "lost", "unreachable", "delivery", "other" }
        .Sum(reason => Metric(engine, $"engagestream_aborts_total{{reason=\"{reason}\"}}") ?? 0);

    private static string Marker(int number) => $"m{number.ToString(CultureInfo.InvariantCulture)}-";

    private Task SendOrderAsync(string user, int number) =>
        Kafka.SendAsync(Partitions, user, Start + number, Order(user, $"{Marker(number)}{user}", Start + number));
}
