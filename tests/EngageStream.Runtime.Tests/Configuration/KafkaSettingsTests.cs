using EngageStream.Runtime.Configuration;

namespace EngageStream.Runtime.Tests.Configuration;

/// <summary>What the guarantees rest on is in the clients' settings, whatever the configuration says.</summary>
public class KafkaSettingsTests
{
    private static readonly EngineOptions Options = new() { ApplicationId = "shop", NodeId = "n1" };

    [Fact]
    public void A_dead_owners_open_transaction_ends_before_its_session()
    {
        int session = int.Parse(KafkaSettings.Consumer(Options, "c")["session.timeout.ms"]);
        Assert.Equal("4000", KafkaSettings.Producer(Options, 0)["transaction.timeout.ms"]);
        Assert.InRange(KafkaSettings.TransactionTimeout(Options).TotalMilliseconds, 1, session - 1);
    }

    [Fact]
    public void A_transaction_lasts_longer_than_the_interval_between_commits()
    {
        EngineOptions slow = Options with { CommitInterval = TimeSpan.FromSeconds(60) };
        Assert.True(KafkaSettings.TransactionTimeout(slow) > slow.CommitInterval + TimeSpan.FromSeconds(1));
        Assert.Equal(["kafka.bootstrap.servers"], slow.Validate().Select(error => error.Key));
        var tooShort = slow with { Kafka = new Dictionary<string, string> { ["bootstrap.servers"] = "x:1", ["transaction.timeout.ms"] = "60000" } };
        Assert.Equal("kafka.transaction.timeout.ms", Assert.Single(tooShort.Validate()).Key);
    }

    [Fact]
    public void Each_slot_has_a_transactional_id_of_its_own_that_stays()
    {
        Assert.Equal("shop-n1-0", Id(Options, 0));
        Assert.Equal(3, new[] { Id(Options, 0), Id(Options, 1), Id(Options with { NodeId = "n2" }, 0) }.Distinct().Count());
        Assert.DoesNotContain("transactional.id", KafkaSettings.Producer(Options with { Guarantee = ProcessingGuarantee.AtLeastOnce }, 0).Keys);

        static string Id(EngineOptions options, int thread) => KafkaSettings.Producer(options, thread)["transactional.id"];
    }

    [Theory]
    [InlineData("auto.offset.reset", "earliest")]
    [InlineData("isolation.level", "read_committed")]
    [InlineData("enable.auto.commit", "false")]
    [InlineData("enable.partition.eof", "true")]
    public void Input_and_state_log_are_read_from_the_earliest_committed_record_and_never_committed_by_the_client(string key, string value)
    {
        Assert.Equal(value, KafkaSettings.Consumer(Options, "c")[key]);
        Assert.Equal(value, KafkaSettings.Restorer(Options, "r")[key]);
        var own = Options with { Kafka = new Dictionary<string, string> { ["bootstrap.servers"] = "x:1", [key] = "other" } };
        Assert.Equal($"kafka.{key}", Assert.Single(own.Validate()).Key);
    }

    [Fact]
    public void A_consumer_that_catches_up_does_not_idle()
    {
        Dictionary<string, string> consumer = KafkaSettings.Consumer(Options, "c");
        Assert.InRange(int.Parse(consumer["fetch.queue.backoff.ms"]), 1, 10);
        Assert.InRange(int.Parse(consumer["fetch.wait.max.ms"]), 1, 100);
        Assert.Equal("cooperative-sticky", consumer["partition.assignment.strategy"]);
    }
}
