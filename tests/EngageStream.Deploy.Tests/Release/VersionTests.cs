using System.Text.RegularExpressions;
using EngageStream.Deploy.Tests.Support;
using EngageStream.Host.Cli;

namespace EngageStream.Deploy.Tests.Release;

/// <summary>One version everywhere, and a program that tells it.</summary>
public sealed partial class VersionTests
{
    // The container's: nothing but the program's own folder is there, and nothing may be written.
    private static readonly Dictionary<string, string?> Container = new()
    {
        ["HOME"] = "/nonexistent",
        ["TMPDIR"] = "/nonexistent",
        ["DOTNET_EnableDiagnostics"] = "0",
        ["ENGAGE_HTTP_LISTEN"] = "0.0.0.0:9464",
    };

    private static string Program => Path.Combine(AppContext.BaseDirectory, "engagestream.dll");

    [Fact]
    public async Task The_program_tells_its_release_and_commit_also_where_nothing_can_be_written()
    {
        (int code, string output, string error) = await Tools.RunAsync("dotnet", [Program, "--version"], "", Container);
        Assert.True(code == 0, error);
        Match version = VersionLine().Match(output);
        Assert.True(version.Success, output);
        Assert.Equal(Checkout.Version, version.Groups[1].Value);
        if (Path.Exists(Checkout.PathOf(".git")) && Tools.Find("git") is { } git)
        {
            (int found, _, string unknown) = await Tools.RunAsync(git, ["cat-file", "-e", $"{version.Groups[2].Value}^{{commit}}"]);
            Assert.True(found == 0, unknown);
        }
    }

    [Theory]
    [InlineData("0.1.0+2afb3057b08210f5fe13e9b1ff9bd7ca1e3cd8f0", "0.1.0+2afb3057b082")]
    [InlineData("0.1.0", "0.1.0")]
    [InlineData("0.2.0-rc.1+abc", "0.2.0-rc.1+abc")]
    public void A_commit_is_cut_to_its_first_digits(string informational, string told) =>
        Assert.Equal(told, ProgramVersion.Shorten(informational));

    [Fact]
    public void The_change_log_begins_with_what_is_not_released_and_knows_the_version()
    {
        string[] headings = [.. Checkout.Read("CHANGELOG.md").Split('\n').Where(l => l.StartsWith("## ", StringComparison.Ordinal))];
        Assert.Equal("## [Unreleased]", headings[0]);
        Assert.StartsWith($"## [{Checkout.Version}]", headings[1], StringComparison.Ordinal);
    }

    [Fact]
    public void The_version_is_a_semantic_one() => Assert.Matches(@"^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?$", Checkout.Version);

    [GeneratedRegex(@"^(\S+?)(?:\+([0-9a-f]{12}))?\s*$")]
    private static partial Regex VersionLine();
}
