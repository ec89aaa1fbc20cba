using EngageStream.EmbeddedKafka.Topics;

namespace EngageStream.EmbeddedKafka.Tests.Topics;

public sealed class TopicRulesTests
{
    [Theory]
    [InlineData("engage.events", true)]
    [InlineData("A-b_c.9", true)]
    [InlineData("", false)]
    [InlineData(".", false)]
    [InlineData("..", false)]
    [InlineData("a/b", false)]
    [InlineData("../../etc", false)]
    [InlineData("ümlaut", false)]
    public void Names_are_those_that_Kafka_allows(string name, bool valid) => Assert.Equal(valid, TopicNames.IsValid(name));

    [Fact]
    public void Names_longer_than_249_are_not_valid()
    {
        Assert.True(TopicNames.IsValid(new string('a', 249)));
        Assert.False(TopicNames.IsValid(new string('a', 250)));
    }

    [Theory]
    [InlineData("cleanup.policy", "compact,delete", true)]
    [InlineData("cleanup.policy", "shred", false)]
    [InlineData("retention.ms", "-1", true)]
    [InlineData("retention.ms", "-2", false)]
    [InlineData("segment.bytes", "many", false)]
    [InlineData("message.timestamp.type", "LogAppendTime", true)]
    [InlineData("message.timestamp.type", "logappendtime", false)]
    [InlineData("min.insync.replicas", "2", false)]
    [InlineData("no.such.setting", "1", false)]
    public void Settings_are_checked_for_name_and_value(string name, string value, bool valid) =>
        Assert.Equal(valid, new ConfigDefinitions(1000).Check(name, value) is null);

    [Fact]
    public void Every_default_is_a_valid_value()
    {
        var definitions = new ConfigDefinitions(1000);
        Assert.All(definitions.All, d => Assert.Null(d.Check(d.Default)));
    }
}
