using System.Runtime.CompilerServices;
using EngageStream.Host.Cli;
using EngageStream.Host.Tests.Support;

namespace EngageStream.Host.Tests.Commands;

public sealed class StateCommandTests
{
    [Fact]
    public async Task Show_tells_what_a_savepoint_is_of()
    {
        var run = new TestRun();
        Assert.Equal(ExitCode.Success, await run.RunAsync("state", "show", Frozen()));
        Assert.Contains("application  shop (live)\ntaken        1970-01-01T00:00:00Z, format 1\n", run.Out, StringComparison.Ordinal);
        Assert.Contains("playbook     starter (00ff), days of Europe/Berlin\n", run.Out, StringComparison.Ordinal);
        Assert.Contains("contents     4 people in 2 partitions", run.Out, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^ +0 +3 +40 +processed  1970-01-01T00:16:40Z +11$", run.Out);
        Assert.Matches(@"(?m)^ +1 +1 +41 +unprocessed  1970-01-01T00:16:40Z +11$", run.Out);
    }

    [Fact]
    public async Task A_damaged_savepoint_ends_with_code_2_and_the_place()
    {
        using var folder = new TempFolder();
        byte[] bytes = File.ReadAllBytes(Frozen());
        string cut = Path.Combine(folder.Path, "cut");
        File.WriteAllBytes(cut, bytes[..^3]);
        var run = new TestRun();
        Assert.Equal(ExitCode.Invalid, await run.RunAsync("state", "show", cut));
        Assert.Contains($"{cut} is truncated: it ends at byte {bytes.Length - 3}", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_savepoint_that_is_not_there_ends_with_code_3()
    {
        var run = new TestRun();
        Assert.Equal(ExitCode.FileMissing, await run.RunAsync("state", "show", "/nowhere/a.savepoint"));
        Assert.Contains("/nowhere/a.savepoint", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dead_letters_need_no_playbook_and_an_unreachable_Kafka_ends_with_code_4()
    {
        var run = new TestRun();
        Assert.Equal(ExitCode.KafkaUnavailable, await run.RunAsync("deadletters", "list", "--set", "kafka.bootstrap.servers=127.0.0.1:1"));
        Assert.Contains("Kafka at 127.0.0.1:1 cannot be used", run.Error, StringComparison.Ordinal);
    }

    private static string Frozen([CallerFilePath] string here = "") => Path.GetFullPath(
        Path.Combine(Path.GetDirectoryName(here)!, "../../EngageStream.Runtime.Tests/Savepoints/v1.savepoint"));
}
