using EngageStream.Host.Cli;
using EngageStream.Host.Tests.Support;

namespace EngageStream.Host.Tests.Secrets;

/// <summary>Commands that speak to Kafka without an application, where it asks for TLS and SASL.</summary>
public sealed class SecureCommandsTests(SecureKafka kafka) : IClassFixture<SecureKafka>, IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Import_and_generate_take_the_settings_of_the_engine_and_churn_fit_reads_them_back()
    {
        string config = _folder.Write("engage.yaml", kafka.Yaml);
        string map = _folder.Write(
            "m.yaml", "time: { column: At }\nperson: { column: Who }\nmessage_id: \"{Id}\"\nevents: [{ name: E }]\nclock: { run_on: 2h }\n");
        string csv = _folder.Write("x.csv", "Id,At,Who\n1,2025-01-01T00:30Z,a\n2,2025-01-01T02:30Z,b\n");
        var import = new TestRun();
        ExitCode code = await import.RunAsync("import", "csv", csv, "--map", map, "--config", config, "--topic", "imported");
        Assert.True(code == ExitCode.Success, import.Error);
        Assert.Contains("Sent to imported: 2 events", import.Out, StringComparison.Ordinal);

        var generate = new TestRun();
        code = await generate.RunAsync(
            "generate", "--people", "100", "--days", "120", "--bootstrap", kafka.Servers, "--config", config, "--topic", "generated");
        Assert.True(code == ExitCode.Success, generate.Error);
        var fit = new TestRun();
        Assert.True(await fit.RunAsync("churn", "fit", "--topic", "generated", "--config", config) == ExitCode.Success, fit.Error);
        Assert.Contains("churn:", fit.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_broker_says_to_a_wrong_password_is_told()
    {
        string config = _folder.Write("engage.yaml", kafka.Yaml);
        string wrong = kafka.Write("wrong", "MARKER-wrong-53a0");
        foreach (string command in new[] { "generate --people 1 --days 1", "churn fit --topic t" })
        {
            var run = new TestRun();
            Assert.Equal(
                ExitCode.KafkaUnavailable,
                await run.RunAsync([.. command.Split(' '), "--config", config, "--set", $"kafka.sasl.password.file={wrong}"]));
            Assert.Contains("Authentication by SCRAM-SHA-512 failed", run.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("MARKER", run.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_setting_that_is_none_is_told()
    {
        var run = new TestRun();
        Assert.Equal(ExitCode.Invalid, await run.RunAsync("generate", "--people", "1", "--days", "1", "--set", "kafka.no.such=1"));
        Assert.Contains("no.such", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--config x")]
    [InlineData("--set kafka.bootstrap.servers=x:1")]
    public async Task A_file_and_a_Kafka_exclude_each_other(string kafkaOption)
    {
        var run = new TestRun();
        Assert.Equal(ExitCode.Invalid, await run.RunAsync([.. "generate --people 1 --days 1 --out x".Split(' '), .. kafkaOption.Split(' ')]));
        Assert.Contains("--out excludes", run.Error, StringComparison.Ordinal);
    }
}
