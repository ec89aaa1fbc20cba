using Confluent.Kafka;
using EngageStream.Runtime.Audit;
using EngageStream.Runtime.Tests.Hosting;
using EngageStream.Runtime.Tests.Outputs;
using EngageStream.Tests.Shared.Kafka;
using Microsoft.Extensions.Logging.Abstractions;

namespace EngageStream.Runtime.Tests.Audit;

public sealed class AuditTrailTests : EngineTest
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Records_lie_in_one_partition_of_a_topic_that_is_made_for_them()
    {
        using (var trail = new AuditTrail(Options(), Patience, NullLogger.Instance))
        {
            await new AuditedAction(trail, Time).RunAsync(
                AuditedAction.CommandLineActor, AuditActions.StateExported, "engage.state", new Dictionary<string, string> { ["file"] = "/x/ö.savepoint" },
                details => Task.FromResult(details["content"] = "3 users"), default);
        }

        await PlaybookActivation.RecordAsync(Options(), TestModel.Create(), Time, NullLogger.Instance, default);
        List<ConsumeResult<byte[], byte[]>> records = Kafka.Read(3, "engage.audit");

        JsonSchemas.Validate("audit.v1", records);
        Assert.Equal(["begun", "done", "done"], records.Select(record => (string?)Parse(record)["outcome"]));
        Assert.All(records, record => Assert.Equal(0, record.Partition.Value));
        Assert.All(records, record => Assert.Equal((string?)Parse(record)["actor"], System.Text.Encoding.UTF8.GetString(record.Message.Key)));
        Assert.Equal(3, records.Select(record => TestKafka.Header(record, "ce_id")).Distinct().Count());
        Assert.All(records, record => Assert.Equal("engagestream.audit.v1", TestKafka.Header(record, "ce_type")));
        Assert.Equal("engage.state", TestKafka.Header(records[0], "ce_subject"));
        Assert.Equal("playbook.activated", (string?)Parse(records[2])["action"]);
        Assert.Equal(TestModel.Create().ContentHash, (string?)Parse(records[2])["details"]!["playbook_hash"]);
    }

    [EmbeddedFact("stops the broker")]
    public async Task While_kafka_is_away_nothing_is_recorded_and_it_is_told()
    {
        using var trail = new AuditTrail(Options(), TimeSpan.FromMilliseconds(300), NullLogger.Instance);
        await trail.WriteAsync(Record("a"), default);
        await Kafka.StopBrokerAsync();
        AuditUnavailableException fault = await Assert.ThrowsAsync<AuditUnavailableException>(() => trail.WriteAsync(Record("b"), default));
        Assert.Contains("what is not recorded is not done", fault.Message, StringComparison.Ordinal);
        await Kafka.StartBrokerAsync();
        using var patience = new CancellationTokenSource(TestKafka.Patience);
        while (!await TryAsync(trail, Record("c"), patience.Token))
        {
            // The client has not found the broker again yet.
        }

        Assert.Equal(["a", "c"], Kafka.Read(2, "engage.audit").Select(record => (string?)Parse(record)["object"]));
    }

    private static async Task<bool> TryAsync(AuditTrail trail, AuditRecord record, CancellationToken cancel)
    {
        try
        {
            await trail.WriteAsync(record, cancel);
            return true;
        }
        catch (AuditUnavailableException)
        {
            return false;
        }
    }

    private static AuditRecord Record(string on) =>
        new(Guid.NewGuid().ToString("N"), "token:ops", AuditActions.DeadLettersReplayed, on, AuditOutcome.Begun, Start, new Dictionary<string, string>());
}
