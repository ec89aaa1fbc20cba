using System.Text.Json.Nodes;
using Confluent.Kafka;
using EngageStream.Runtime.Hosting;
using EngageStream.Runtime.Tests.Outputs;

namespace EngageStream.Runtime.Tests.Hosting;

public class OutputTests : EngineTest
{
    [Fact]
    public async Task Events_become_transitions_triggers_decisions_and_profiles_that_match_their_schemas()
    {
        await using EngineHost engine = await StartEngineAsync();
        await Kafka.SendAsync(Partitions, "ann", Start, """{"type":"page","userId":"ann","messageId":"m0"}""");
        await Kafka.SendAsync(Partitions, "ann", Start, Identify("ann", "m1", Start, "Ann é"));
        await Kafka.SendAsync(Partitions, "ann", Start + 1_000, Order("ann", "m2", Start + 1_000));
        await Kafka.SendAsync(Partitions, "ann", Start + 2_000, Order("ann", "m3", Start + 2_000));
        await Kafka.MarkAsync(Partitions, Start + (31 * Day));

        List<ConsumeResult<byte[], byte[]>> transitions = Kafka.Read(3, "engage.transitions");
        List<ConsumeResult<byte[], byte[]>> decisions = Kafka.Read(3, "engage.decisions");
        ConsumeResult<byte[], byte[]> push = Kafka.Read(1, "engage.triggers.push").Single();
        ConsumeResult<byte[], byte[]> email = Kafka.Read(1, "engage.triggers.email").Single();
        List<ConsumeResult<byte[], byte[]>> profiles = Kafka.Read(4, "engage.profiles");

        Assert.Equal([null, "introduction", "growth"], transitions.Select(record => (string?)Parse(record)["from"]));
        Assert.Equal(["introduction", "growth", "dormant"], transitions.Select(record => (string?)Parse(record)["to"]));
        Assert.Equal("silence", (string?)Parse(transitions[2])["cause"]!["kind"]);
        Assert.Equal(Instant(Start + 2_000 + (30 * Day)), (string?)Parse(transitions[2])["at"]);
        Assert.Equal(["sent", "suppressed_cooldown", "sent"], decisions.Select(record => (string?)Parse(record)["outcome"]));
        Assert.Equal("1", (string?)Parse(push)["variables"]!["orders"]);
        Assert.Equal("on Order Completed", (string?)Parse(push)["why"]!["rule"]);
        JsonNode counted = Parse(push)["why"]!["values"]!.AsArray().Single(value => (string?)value!["expression"] == "count('Order Completed', 90d)")!;
        Assert.Equal(1, (double?)counted["number"]);
        Assert.Equal("recall", (string?)Parse(email)["campaign"]);
        JsonObject profile = Parse(profiles.Last(record => (string?)Parse(record)["stage"] == "dormant"));
        Assert.Equal(4, (int?)profile["events"]);
        Assert.Equal("Ann é", (string?)profile["traits"]!["firstName"]);

        JsonSchemas.Validate("transition.v1", transitions);
        JsonSchemas.Validate("decision.v1", decisions);
        JsonSchemas.Validate("trigger.v1", [push, email]);
        JsonSchemas.Validate("profile.v1", profiles);
        AsyncApi.ValidateHeaders("transitions", transitions);
        AsyncApi.ValidateHeaders("decisions", decisions);
        AsyncApi.ValidateHeaders("triggers", [push, email]);
        AsyncApi.ValidateHeaders("profiles", profiles);
    }

    [Fact]
    public async Task Outputs_are_CloudEvents_that_name_their_origin()
    {
        await using EngineHost engine = await StartEngineAsync();
        await Kafka.SendAsync(Partitions, "ann", Start, Order("ann", "m1", Start));
        ConsumeResult<byte[], byte[]> push = Kafka.Read(1, "engage.triggers.push").Single();
        ConsumeResult<byte[], byte[]> input = Kafka.Read(1, "engage.events").Single();

        Assert.Equal("ann"u8.ToArray(), push.Message.Key);
        Assert.Equal("1.0", TestKafka.Header(push, "ce_specversion"));
        Assert.Equal("engagestream.trigger.v1", TestKafka.Header(push, "ce_type"));
        Assert.Equal($"/engagestream/{Kafka.ApplicationId}", TestKafka.Header(push, "ce_source"));
        Assert.Equal("ann", TestKafka.Header(push, "ce_subject"));
        Assert.Equal(Instant(Start), TestKafka.Header(push, "ce_time"));
        Assert.Equal((string?)Parse(push)["id"], TestKafka.Header(push, "ce_id"));
        Assert.Equal(Instant(Start), TestKafka.Header(push, "ce_engageclock"));
        Assert.Equal(input.Partition.Value.ToString(), TestKafka.Header(push, "ce_engagepartition"));
        Assert.Equal(input.Offset.Value.ToString(), TestKafka.Header(push, "ce_engageoffset"));
        Assert.Equal("0123456789abcdef", TestKafka.Header(push, "ce_engageplaybook"));
        Assert.Equal("application/json", TestKafka.Header(push, "content-type"));
    }
}
