using System.Diagnostics;
using System.Text.RegularExpressions;
using EngageStream.Console.Tests.Support;

namespace EngageStream.Console.Tests.Docs;

/// <summary>The examples of docs/api.md are run, with curl.</summary>
public sealed partial class ApiExamplesTests : IAsyncLifetime
{
    private static readonly string Text = File.ReadAllText(Repository.PathOf("docs/api.md"));
    private TestApi _api = null!;

    public async Task InitializeAsync() => _api = await TestApi.StartAsync(index: new FakeIndex());

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task The_examples_work()
    {
        string[] blocks = [.. ShellBlock().Matches(Text).Select(block => block.Groups[1].Value)];
        Assert.Equal(2, blocks.Length);
        Assert.Matches("^[0-9a-f]{64}  -\n$", await RunAsync(blocks[0]));
        string answers = await RunAsync(blocks[1]);
        Assert.Contains("\"explained\":true", answers, StringComparison.Ordinal);
        Assert.Contains("\"valid\":true", answers, StringComparison.Ordinal);
        Assert.Contains("\"dry_run\":true", answers, StringComparison.Ordinal);
    }

    [Fact]
    public void All_problems_are_listed()
    {
        // Each of them is a kind in the code, and the other way round.
        IEnumerable<string> kinds = typeof(EngageStream.Console.Problems.ProblemKind).GetFields()
            .Select(field => field.GetValue(null)).OfType<EngageStream.Console.Problems.ProblemKind>().Select(kind => kind.Name);
        string table = Text[Text.IndexOf("| status | name |", StringComparison.Ordinal)..Text.IndexOf("## Limits", StringComparison.Ordinal)];
        IEnumerable<string> listed = Name().Matches(table).Select(name => name.Groups[1].Value);
        Assert.Equal(kinds.Order(), listed.Distinct().Order());
    }

    private async Task<string> RunAsync(string script)
    {
        var start = new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", script])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository.PathOf("."),
        };
        start.Environment["API"] = _api.Server.Address.ToString().TrimEnd('/');
        start.Environment["TOKEN"] = TestApi.Operator;
        using Process bash = Process.Start(start)!;
        Task<string> errors = bash.StandardError.ReadToEndAsync();
        string output = await bash.StandardOutput.ReadToEndAsync();
        await bash.WaitForExitAsync();
        Assert.True(bash.ExitCode == 0, $"{output}\n{await errors}");
        return output;
    }

    [GeneratedRegex(@"^```sh\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex ShellBlock();

    [GeneratedRegex(@"`([a-z]+_[a-z]+(?:_[a-z]+)?|busy|fault|moving|restoring|forbidden|unauthorized|unreachable)`")]
    private static partial Regex Name();
}
