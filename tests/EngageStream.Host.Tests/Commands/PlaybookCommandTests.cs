using EngageStream.Host.Cli;
using EngageStream.Host.Paths;
using EngageStream.Host.Tests.Support;

namespace EngageStream.Host.Tests.Commands;

public sealed class PlaybookCommandTests
{
    [Fact]
    public async Task A_valid_playbook_is_described()
    {
        string starter = Path.Combine(ProjectFiles.Locate(new Dictionary<string, string>()), "playbooks", "starter.yaml");
        var run = new TestRun();
        Assert.Equal(ExitCode.Success, await run.RunAsync("playbook", "check", starter));
        Assert.Contains("churned > dormant > maturity > growth > introduction", run.Out, StringComparison.Ordinal);
        Assert.Matches("(?m)^  refund-care +email ", run.Out);
    }

    [Fact]
    public async Task A_faulty_playbook_ends_with_code_2_and_every_fault()
    {
        using var folder = new TempFolder();
        var run = new TestRun();
        Assert.Equal(ExitCode.Invalid, await run.RunAsync("playbook", "check", folder.Write("p.yaml", "playbok: x\nzone: Mars/Base\n")));
        Assert.Contains("p.yaml:1:1", run.Error, StringComparison.Ordinal);
        Assert.Contains("p.yaml:2:7", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Out);
    }
}
