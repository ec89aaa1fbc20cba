using System.CommandLine.Parsing;
using EngageStream.Host.Cli;
using EngageStream.Host.Tests.Support;

namespace EngageStream.Host.Tests.Cli;

public sealed class CommandLineTests
{
    public static TheoryData<string> Commands => new("demo", "run", "health", "broker", "playbook check", "churn fit", "import csv",
        "generate",
        "state export", "state import", "state show", "repartition", "deadletters list", "deadletters show", "deadletters replay",
        "project redis");

    [Fact]
    public async Task Root_help_lists_every_exit_code()
    {
        var run = new TestRun();
        Assert.Equal(ExitCode.Success, await run.RunAsync("--help"));
        Assert.All(Enum.GetValues<ExitCode>(), code => Assert.Matches($@"(?m)^\s+{(int)code}\s+\w", run.Out));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Every_command_shows_an_example_that_parses(string command)
    {
        var run = new TestRun();
        Assert.Equal(ExitCode.Success, await run.RunAsync([.. command.Split(' '), "--help"]));
        List<string> examples = run.Out.Split('\n').Select(l => l.Trim())
            .Where(l => l.StartsWith($"engagestream {command}", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(examples);
        foreach (string example in examples)
        {
            Assert.Empty(CommandLine.Parse(CommandLineParser.SplitCommandLine(example).Skip(1).ToList(), run.Context).Errors);
        }
    }

    [Theory]
    [InlineData("bogus")]
    [InlineData("bogus --help")]
    [InlineData("state bogus --help")]
    [InlineData("state export")]
    [InlineData("state import --in x --positions middle")]
    [InlineData("state show")]
    [InlineData("repartition")]
    [InlineData("repartition --partitions 0")]
    [InlineData("deadletters show 17")]
    [InlineData("deadletters list --since soon")]
    [InlineData("deadletters list --limit 0")]
    [InlineData("deadletters replay")]
    [InlineData("deadletters replay 1:x")]
    [InlineData("import csv x.csv")]
    [InlineData("generate --people 10 --days 0")]
    [InlineData("generate --people 10 --days x")]
    [InlineData("generate --people 10 --days 1 --rate -3")]
    [InlineData("generate --people 10 --days 1 --out x --bootstrap y:1")]
    [InlineData("generate --people 10 --days 1 --live")]
    [InlineData("generate --people 10 --days 1 --live --bootstrap y:1 --pace 2")]
    [InlineData("health --url nowhere")]
    [InlineData("health --timeout 0")]
    [InlineData("import csv x.csv --map m --pace 0")]
    [InlineData("import csv x.csv --map m --run-on soon")]
    [InlineData("import csv x.csv --map m --partitioner random")]
    [InlineData("run --set mode")]
    [InlineData("broker --port 1")]
    [InlineData("broker --data x --port 70000")]
    [InlineData("churn fit")]
    [InlineData("churn fit --csv x")]
    [InlineData("churn fit --cdnow x --unit years")]
    [InlineData("demo --pace slow")]
    public async Task Wrong_arguments_end_with_code_2_and_name_the_help(string arguments)
    {
        var run = new TestRun();
        Assert.Equal(ExitCode.Invalid, await run.RunAsync(arguments.Split(' ')));
        Assert.Contains("--help", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_file_ends_with_code_3()
    {
        var run = new TestRun();
        Assert.Equal(ExitCode.FileMissing, await run.RunAsync("import", "csv", "x.csv", "--map", "/nowhere/m.yaml"));
        Assert.Contains("/nowhere", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_faulty_map_ends_with_code_2_and_all_faults()
    {
        using var folder = new TempFolder();
        var run = new TestRun();
        Assert.Equal(ExitCode.Invalid,
            await run.RunAsync("import", "csv", "x.csv", "--map", folder.Write("m.yaml", "person: { column: [] }\n")));
        Assert.Contains("m.yaml:1:1: the file lacks the key 'time'", run.Error, StringComparison.Ordinal);
        Assert.Contains("m.yaml:1:19: 'column' must be one value", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_reads_standard_input_and_reports()
    {
        using var folder = new TempFolder();
        string map = folder.Write("m.yaml", "time: { column: At }\nperson: { column: Who }\nmessage_id: \"{Id}\"\nevents: [{ name: E }]\n");
        var run = new TestRun { Input = "Id,At,Who\n1,2025-01-01,a\n2,2025-01-02,\n"u8.ToArray() };
        Assert.Equal(ExitCode.Success, await run.RunAsync("import", "csv", "-", "--map", map, "--dry-run"));
        Assert.Matches(@"(?m)^\s+2  rows$", run.Out);
        Assert.Matches(@"(?m)^\s+1\s+no person  \(first on line 3\)$", run.Out);
        Assert.Contains("nothing was sent", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_csv_file_ends_with_code_2_and_its_line()
    {
        using var folder = new TempFolder();
        string map = folder.Write("m.yaml", "time: { column: At }\nperson: { column: Who }\nmessage_id: \"{Id}\"\nevents: [{ name: E }]\n");
        var run = new TestRun();
        Assert.Equal(ExitCode.Invalid,
            await run.RunAsync("import", "csv", folder.Write("x.csv", "Id,At,Who\n\"1,2025-01-01,a\n"), "--map", map, "--dry-run"));
        Assert.Contains("x.csv: line 2: a quoted field is not closed", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kafka_that_does_not_answer_ends_with_code_4()
    {
        var run = new TestRun();
        Assert.Equal(ExitCode.KafkaUnavailable,
            await run.RunAsync("generate", "--people", "1", "--days", "1", "--bootstrap", "127.0.0.1:1"));
        Assert.Contains("127.0.0.1:1", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Generated_files_are_the_same_for_the_same_seed()
    {
        using var folder = new TempFolder();
        string[] paths = [Path.Combine(folder.Path, "a"), Path.Combine(folder.Path, "b")];
        foreach (string path in paths)
        {
            Assert.Equal(ExitCode.Success, await new TestRun()
                .RunAsync("generate", "--people", "50", "--days", "30", "--seed", "9", "--out", path));
        }

        Assert.NotEqual(0, new FileInfo(paths[0]).Length);
        Assert.Equal(File.ReadAllBytes(paths[0]), File.ReadAllBytes(paths[1]));
    }
}
