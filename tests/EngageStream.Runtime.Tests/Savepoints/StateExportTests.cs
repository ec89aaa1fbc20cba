using Confluent.Kafka;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Hosting;
using EngageStream.Runtime.Savepoints.Files;
using EngageStream.Runtime.Tests.Hosting;

namespace EngageStream.Runtime.Tests.Savepoints;

public class StateExportTests : SavepointTest
{
    [Fact]
    public async Task A_savepoint_holds_everybody_with_positions_clocks_and_counts()
    {
        await StartAndHandleAsync(orders: 2);
        SavepointSummary savepoint = await ExportAsync("a");
        Assert.Equal((People.Length, 2L * People.Length), ((int)savepoint.Users, savepoint.Partitions.Sum(partition => partition.Events)));
        Assert.Equal(2L * People.Length, savepoint.Partitions.Sum(partition => partition.Position));
        Assert.All(savepoint.Partitions, partition => Assert.Equal((true, Start + Day), (partition.Drained, partition.ClockMs)));
        Assert.Equal((Kafka.ApplicationId, "replay", "UTC", "murmur2", Partitions),
            (savepoint.Header.Application, savepoint.Header.Mode, savepoint.Header.Zone, savepoint.Header.Partitioner,
                savepoint.Header.Partitions));
        Assert.Equal(People.Order(), UsersIn("a").Select(user => user.Person).Order());
        Assert.All(UsersIn("a"), user => Assert.Equal(Start + Day + (long)TestModel.DormantAfter.TotalMilliseconds, user.DueMs));
        Assert.Equivalent(savepoint, SavepointFile.Check(PathOf("a")));
    }

    [Fact]
    public async Task Unprocessed_events_are_told_by_partition()
    {
        await StartAndHandleAsync(orders: 1);
        await Kafka.SendRawAsync(1, "{}"u8.ToArray(), Start);
        Assert.Equal([1], (await ExportAsync("a")).Undrained);
    }

    [Fact]
    public async Task An_application_that_is_running_is_refused_by_the_names_of_its_engines()
    {
        await using EngineHost engine = await StartEngineAsync(Options() with { NodeId = "blue" });
        await SendOrdersAsync(0);
        await MetricAsync(engine, "engagestream_events_total", events => events == People.Length);
        string message = (await Assert.ThrowsAsync<EngineRefusedException>(() => ExportAsync("a"))).Message;
        Assert.Contains($"'{Kafka.ApplicationId}' is running: {Kafka.ApplicationId}-blue-consumer-0 at 127.0.0.1", message, StringComparison.Ordinal);
        Assert.False(File.Exists(PathOf("a")));
    }

    [Fact]
    public async Task An_engine_that_is_about_to_leave_is_waited_for()
    {
        await using EngineHost engine = await StartEngineAsync();
        await Kafka.SendAsync(Partitions, "ann", Start, Order("ann", "m1", Start));
        await MetricAsync(engine, "engagestream_commits_total", commits => commits >= 1);
        Task exporting = ExportAsync("a");
        await engine.StopAsync();
        await exporting;
        Assert.Equal(["ann"], UsersIn("a").Select(user => user.Person));
    }

    [Fact]
    public async Task Without_state_there_is_nothing_to_export()
    {
        string message = (await Assert.ThrowsAsync<EngineRefusedException>(() => ExportAsync("a"))).Message;
        Assert.Contains($"holds no state of application '{Kafka.ApplicationId}'", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_there_is_not_overwritten()
    {
        File.WriteAllText(PathOf("a"), "mine");
        await Assert.ThrowsAsync<EngineRefusedException>(() => ExportAsync("a"));
        Assert.Equal("mine", File.ReadAllText(PathOf("a")));
    }

    [Fact]
    public async Task Another_applications_state_is_refused()
    {
        await StartAndHandleAsync(orders: 1);
        string message = (await Assert.ThrowsAsync<EngineRefusedException>(
            () => ExportAsync("a", Options() with { ApplicationId = "other" }))).Message;
        Assert.Contains($"holds the state of application '{Kafka.ApplicationId}'", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_transaction_took_back_is_not_in_the_savepoint_and_what_it_committed_is()
    {
        // The log up to here, then the same people with one more order.
        await StartAndHandleAsync(orders: 1);
        List<ConsumeResult<byte[], byte[]>> log = StateRecords();
        await ExportAsync("before");
        await SendOrdersAsync(1);
        await RunAsync(People.Length);
        await ExportAsync("after");
        HashSet<TopicPartitionOffset> known = [.. log.Select(record => record.TopicPartitionOffset)];
        List<ConsumeResult<byte[], byte[]>> later = [.. StateRecords().Where(record => !known.Contains(record.TopicPartitionOffset))];

        // A log that ends in an aborted transaction, markers last, is as before; the committed one counts.
        await Kafka.DeleteTopicAsync("engage.state");
        await Kafka.CreateTopicAsync("engage.state", Partitions);
        SendInTransaction(log, commit: true);
        SendInTransaction(later, commit: false);
        await ExportAsync("aborted");
        Assert.Equal(UsersIn("before").Order(), UsersIn("aborted").Order());
        SendInTransaction(later, commit: true);
        await ExportAsync("committed");
        Assert.Equal(UsersIn("after").Order(), UsersIn("committed").Order());
        Assert.NotEqual(UsersIn("before").Order(), UsersIn("after").Order());
    }

    private async Task StartAndHandleAsync(int orders)
    {
        await using (EngineHost engine = await StartEngineAsync())
        {
            for (int number = 0; number < orders; number++)
            {
                await SendOrdersAsync(number);
            }

            await MetricAsync(engine, "engagestream_events_total", events => events == orders * People.Length);
        }
    }

    // Everything that is committed, in the order of each partition.
    private List<ConsumeResult<byte[], byte[]>> StateRecords() =>
        [.. Kafka.ReadToEnd("engage.state").OrderBy(record => record.Partition.Value).ThenBy(record => record.Offset.Value)];

    private void SendInTransaction(List<ConsumeResult<byte[], byte[]>> records, bool commit)
    {
        using IProducer<Null, byte[]> producer = new ProducerBuilder<Null, byte[]>(
            new ProducerConfig { BootstrapServers = Kafka.Servers, TransactionalId = "plain" }).Build();
        producer.InitTransactions(TestKafka.Patience);
        producer.BeginTransaction();
        foreach (ConsumeResult<byte[], byte[]> record in records)
        {
            producer.Produce(
                new TopicPartition(Kafka.Name("engage.state"), record.Partition),
                new Message<Null, byte[]> { Value = record.Message.Value, Headers = record.Message.Headers });
        }

        producer.Flush(TestKafka.Patience);
        if (commit)
        {
            producer.CommitTransaction();
        }
        else
        {
            producer.AbortTransaction();
        }
    }
}
