using EngageStream.Host.Cli;
using EngageStream.Host.Configuration;
using EngageStream.Host.Tests.Support;
using EngageStream.Runtime.Configuration;

namespace EngageStream.Host.Tests.Configuration;

public sealed class EngineConfigurationTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private EngineOptions Load(string yaml, Dictionary<string, string>? environment = null, params string[] flags) =>
        EngineConfiguration.Load(_folder.Write("engage.yaml", yaml), environment ?? [], flags);

    [Fact]
    public void Flags_win_over_the_environment_and_the_environment_over_the_file()
    {
        EngineOptions options = Load(
            """
            playbook: p.yaml
            kafka.bootstrap.servers: file:1
            node.id: from-file
            threads: 1
            """,
            new() { ["ENGAGE_NODE_ID"] = "from-environment", ["ENGAGE_THREADS"] = "2", ["OTHER_THREADS"] = "9" },
            "threads=3");
        Assert.Equal(("file:1", "from-environment", 3), (options.Kafka["bootstrap.servers"], options.NodeId, options.Threads));
    }

    [Fact]
    public void What_says_where_files_are_and_how_tests_run_is_no_setting()
    {
        EngineOptions options = Load("playbook: p\nkafka.bootstrap.servers: x:1\n", new()
        {
            ["ENGAGE_ROOT"] = "/somewhere",
            ["ENGAGE_SHARED"] = "/somewhere",
            ["ENGAGE_BOOTSTRAP"] = "y:1",
            ["ENGAGE_KAFKA_HOME"] = "/somewhere",
            ["ENGAGE_TEST_ATTEMPTS"] = "2",
        });
        Assert.Equal("x:1", options.Kafka["bootstrap.servers"]);
        Assert.Single(options.Kafka);
    }

    [Theory]
    [InlineData("kafka.bootstrap.servers: x:1\nkafka.client.rack: r")]
    [InlineData("kafka:\n  bootstrap:\n    servers: x:1\n  client.rack: r")]
    [InlineData("kafka: { bootstrap.servers: x:1, client: { rack: r } }")]
    public void Keys_may_be_dotted_nested_or_both(string yaml)
    {
        EngineOptions options = Load($"playbook: p\n{yaml}\n");
        Assert.Equal(("x:1", "r"), (options.Kafka["bootstrap.servers"], options.Kafka["client.rack"]));
    }

    [Fact]
    public void A_variable_names_a_key_in_capitals_with_underscores_for_dots()
    {
        EngineOptions options = Load("playbook: p\n",
            new() { ["ENGAGE_KAFKA_BOOTSTRAP_SERVERS"] = "e:1", ["ENGAGE_COMMIT_INTERVAL_MS"] = "250" });
        Assert.Equal(("e:1", TimeSpan.FromMilliseconds(250)), (options.Kafka["bootstrap.servers"], options.CommitInterval));
    }

    [Fact]
    public void Variables_that_place_the_programs_files_are_no_settings() =>
        Assert.Equal("n", Load("playbook: p\nkafka.bootstrap.servers: x:1\nnode.id: n\n",
            new() { ["ENGAGE_ROOT"] = "/r", ["ENGAGE_SHARED"] = "/s" }).NodeId);

    [Fact]
    public void All_errors_are_listed_at_once_with_their_origins()
    {
        var fault = Assert.Throws<CommandException>(() => Load(
            "thraeds: 2\ncommit.interval.ms: 5\nmode: [live]\n", new() { ["ENGAGE_THREADS"] = "many" }, "partitioner=random"));
        Assert.Equal(ExitCode.Invalid, fault.Code);
        foreach (string expected in new[]
        {
            "engage.yaml:1: thraeds: is not a setting; did you mean threads?", "engage.yaml:2: commit.interval.ms:",
                "engage.yaml:3:7: 'mode' must be one value",
            "ENGAGE_THREADS: threads: 'many' cannot be read", "--set: partitioner: 'random' cannot be read",
                "kafka.bootstrap.servers: is missing", "playbook: is missing",
        })
        {
            Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_key_that_is_set_twice_in_the_file_is_an_error()
    {
        var fault = Assert.Throws<CommandException>(() =>
            Load("playbook: p\nkafka.bootstrap.servers: a:1\nkafka: { bootstrap.servers: b:1 }\n"));
        Assert.Contains("'kafka.bootstrap.servers' is set already at", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_relative_playbook_in_the_file_lies_beside_the_file_one_from_a_flag_where_the_program_was_started()
    {
        const string Yaml = "playbook: books/p.yaml\nkafka.bootstrap.servers: a:1\n";
        Assert.Equal(Path.Combine(_folder.Path, "books/p.yaml"), Load(Yaml).PlaybookPath);
        Assert.Equal("here.yaml", Load(Yaml, null, "playbook=here.yaml").PlaybookPath);
    }
}
