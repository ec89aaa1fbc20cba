using Confluent.Kafka;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Savepoints;
using EngageStream.Runtime.Savepoints.Files;
using EngageStream.Runtime.Tests.Hosting;

namespace EngageStream.Runtime.Tests.Savepoints;

public class StateImportTests : SavepointTest
{
    [Fact]
    public async Task An_import_brings_back_what_was_exported_and_the_engine_goes_on_from_there()
    {
        SavepointSummary savepoint = await ExportOneOrderAsync();
        await Kafka.DeleteTopicAsync("engage.state");
        await ImportAsync("a");
        SavepointSummary again = await ExportAsync("b");
        Assert.Equal(savepoint.Partitions, again.Partitions);
        Assert.Equal(UsersIn("a").Order(), UsersIn("b").Order());

        await SendOrdersAsync(1);
        await RunAsync(People.Length);
        AssertThankedOnceForEach(orders: 2);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public async Task An_import_into_another_number_of_partitions_leads_everybody_home(int partitions)
    {
        SavepointSummary savepoint = await ExportOneOrderAsync();
        await Kafka.DeleteTopicAsync("engage.state");
        await Kafka.DeleteTopicAsync("engage.events");
        await Kafka.CreateTopicAsync("engage.events", partitions);
        EngineOptions options = Options() with { Topics = Options().Topics with { Partitions = partitions } };
        await ImportAsync("a", ImportPositions.Beginning, options);
        SavepointSummary moved = await ExportAsync("b", options);
        Assert.Equal(UsersIn("a").Select(user => (user.Person, user.DueMs, user.State)).Order(),
            UsersIn("b").Select(user => (user.Person, user.DueMs, user.State)).Order());
        Assert.Equal(partitions, moved.Partitions.Count);
        Assert.All(moved.Partitions, partition => Assert.Equal((0L, Start), (partition.Position, partition.ClockMs)));
        Assert.Equal(savepoint.Partitions.Sum(partition => partition.Events), moved.Partitions.Sum(partition => partition.Events));

        await SendOrdersAsync(1, partitions);
        await RunAsync(People.Length, options);
        AssertThankedOnceForEach(orders: 2);
    }

    [Fact]
    public async Task An_import_that_breaks_off_leaves_nothing_and_can_be_done_again()
    {
        await ExportOneOrderAsync();
        await Kafka.DeleteTopicAsync("engage.state");
        await Assert.ThrowsAsync<TimeoutException>(() => ImportAsync("a", progress: step =>
        {
            if (step is { Step: "importing", Users: > 0 })
            {
                throw new TimeoutException("the process is gone");
            }
        }));
        await ImportAsync("a");
        await ExportAsync("b");
        Assert.Equal(UsersIn("a").Order(), UsersIn("b").Order());
    }

    [Fact]
    public async Task What_an_import_that_was_killed_has_left_open_is_taken_back_by_the_next()
    {
        await ExportOneOrderAsync();
        List<ConsumeResult<byte[], byte[]>> log = Kafka.ReadToEnd("engage.state");
        await Kafka.DeleteTopicAsync("engage.state");
        await Kafka.CreateTopicAsync("engage.state", Partitions);
        var config = new ProducerConfig
        {
            BootstrapServers = Kafka.Servers,
            TransactionalId = $"{Kafka.ApplicationId}-state-import",
            TransactionTimeoutMs = 900_000
        };
        using IProducer<Null, byte[]> killed = new ProducerBuilder<Null, byte[]>(config).SetLogHandler((_, _) => { }).Build();
        killed.InitTransactions(TestKafka.Patience);
        killed.BeginTransaction();
        foreach (ConsumeResult<byte[], byte[]> record in log)
        {
            killed.Produce(
                new TopicPartition(Kafka.Name("engage.state"), record.Partition),
                new Message<Null, byte[]> { Value = record.Message.Value, Headers = record.Message.Headers });
        }

        killed.Flush(TestKafka.Patience);
        await ImportAsync("a");
        await ExportAsync("b");
        Assert.Equal(UsersIn("a").Order(), UsersIn("b").Order());
    }

    [Fact]
    public async Task State_that_is_there_is_not_mixed_with_an_import()
    {
        await ExportOneOrderAsync();
        string message = (await Assert.ThrowsAsync<EngineRefusedException>(() => ImportAsync("a"))).Message;
        Assert.Contains("engage.state is not empty", message, StringComparison.Ordinal);
        Assert.Contains($"--delete --topic {Kafka.TopicPrefix}state", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Positions_that_the_events_topic_does_not_have_are_refused()
    {
        await ExportOneOrderAsync();
        await Kafka.DeleteTopicAsync("engage.state");
        await Kafka.DeleteTopicAsync("engage.events");
        string message = (await Assert.ThrowsAsync<EngineRefusedException>(() => ImportAsync("a"))).Message;
        Assert.Contains("ends at offset 0, and the states include it up to", message, StringComparison.Ordinal);
        Assert.Contains("--positions beginning", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unprocessed_events_refuse_another_number_of_partitions()
    {
        await Kafka.CreateTopicAsync("engage.events", Partitions);
        await SendOrdersAsync(0);
        await RunAsync(People.Length);
        await SendOrdersAsync(1);
        await ExportAsync("a");
        await Kafka.DeleteTopicAsync("engage.state");
        await Kafka.DeleteTopicAsync("engage.events");
        await Kafka.CreateTopicAsync("engage.events", 5);
        string message = (await Assert.ThrowsAsync<EngineRefusedException>(() => ImportAsync("a", ImportPositions.Beginning))).Message;
        Assert.Contains("still unprocessed in partitions 0, 1, 2", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application", ".test'")]
    [InlineData("mode", "of a replay application")]
    public async Task A_savepoint_of_another_kind_is_refused(string what, string expected)
    {
        await ExportOneOrderAsync();
        EngineOptions options = what == "mode" ? Options(EngineMode.Live) : Options() with { ApplicationId = "other" };
        string message = (await Assert.ThrowsAsync<EngineRefusedException>(() => ImportAsync("a", options: options))).Message;
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_file_is_refused_before_anything_is_written()
    {
        await ExportOneOrderAsync();
        await Kafka.DeleteTopicAsync("engage.state");
        byte[] bytes = File.ReadAllBytes(PathOf("a"));
        bytes[^60] ^= 1;
        File.WriteAllBytes(PathOf("a"), bytes);
        await Assert.ThrowsAsync<InvalidDataException>(() => ImportAsync("a"));
        Assert.DoesNotContain(Kafka.Name("engage.state"), Kafka.Topics());
    }

    private async Task<SavepointSummary> ExportOneOrderAsync()
    {
        await Kafka.CreateTopicAsync("engage.events", Partitions);
        await SendOrdersAsync(0);
        await RunAsync(People.Length);
        return await ExportAsync("a");
    }
}
