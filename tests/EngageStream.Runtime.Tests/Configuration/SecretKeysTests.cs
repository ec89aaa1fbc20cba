using EngageStream.Runtime.Configuration;

namespace EngageStream.Runtime.Tests.Configuration;

public class SecretKeysTests
{
    [Theory]
    [InlineData("kafka.sasl.password")]
    [InlineData("kafka.ssl.key.password")]
    [InlineData("kafka.ssl.keystore.password")]
    [InlineData("kafka.ssl.key.pem")]
    [InlineData("kafka.sasl.oauthbearer.client.secret")]
    [InlineData("kafka.sasl.oauthbearer.client.credentials.client.secret")]
    [InlineData("kafka.sasl.oauthbearer.assertion.private.key.pem")]
    [InlineData("kafka.sasl.oauthbearer.assertion.private.key.passphrase")]
    [InlineData("kafka.sasl.oauthbearer.config")]
    [InlineData("kafka.sasl.jaas.config")]
    [InlineData("redis.password")]
    [InlineData("api.tokens")]
    [InlineData("password")]
    public void Secrets_are_told_by_their_keys(string key) => Assert.True(SecretKeys.IsSecret(key));

    [Theory]
    [InlineData("kafka.sasl.username")]
    [InlineData("kafka.sasl.password.file")]
    [InlineData("kafka.ssl.ca.pem")]
    [InlineData("kafka.ssl.key.location")]
    [InlineData("api.tls.key")]
    [InlineData("kafka.bootstrap.servers")]
    [InlineData("node.id")]
    public void Others_may_be_shown(string key) => Assert.False(SecretKeys.IsSecret(key));

    [Fact]
    public void What_others_wrote_is_shown_without_secrets()
    {
        Redactor redactor = Redactor.Of(new Dictionary<string, string>
        {
            ["kafka.sasl.password"] = "hunter2",
            ["kafka.sasl.username"] = "hunter",
            ["api.tokens"] = "console read 0123456789abcdef\nops all fedcba9876543210\n",
            ["redis.password"] = "abc",
        });
        Assert.Equal("hunter has [hidden], [hidden] and [hidden]; abc", redactor.Clean("hunter has hunter2, 0123456789abcdef and fedcba9876543210; abc"));
    }

    [Fact]
    public void Options_print_nothing_that_is_secret()
    {
        EngineOptions options = EngineOptionsBinder.Bind(
            new Dictionary<string, string> { ["kafka.bootstrap.servers"] = "x:1", ["kafka.sasl.password"] = "hunter2" }, out _);
        Assert.DoesNotContain("hunter2", $"{options}", StringComparison.Ordinal);
        Assert.Equal("hunter2", options.Kafka["sasl.password"]);
    }
}
