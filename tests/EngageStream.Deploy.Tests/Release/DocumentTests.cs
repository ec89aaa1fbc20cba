using System.Text.RegularExpressions;
using EngageStream.Deploy.Tests.Support;
using EngageStream.Host.Cli;

namespace EngageStream.Deploy.Tests.Release;

/// <summary>docs/deploy.md and SECURITY.md name what exists.</summary>
public sealed partial class DocumentTests
{
    [Theory]
    [InlineData("docs/deploy.md")]
    [InlineData("SECURITY.md")]
    public void Links_lead_to_files(string document)
    {
        string folder = Path.GetDirectoryName(Checkout.PathOf(document))!;
        Assert.All(
            Link().Matches(Checkout.Read(document)).Select(m => m.Groups[1].Value).Where(l => !l.StartsWith("http", StringComparison.Ordinal)),
            link => Assert.True(Path.Exists(Path.Combine(folder, link)), link));
    }

    [Fact]
    public void Commands_of_the_deploy_document_are_command_lines()
    {
        IEnumerable<string> lines = Checkout.Read("docs/deploy.md").Split('\n').Where(l => l.StartsWith("engagestream ", StringComparison.Ordinal));
        Assert.NotEmpty(lines);
        Assert.All(lines, line => Assert.Empty(CommandLine.Parse(
            System.CommandLine.Parsing.CommandLineParser.SplitCommandLine(line.Split('#')[0]).Skip(1).ToList(), CommandContext.OfProcess()).Errors));
    }

    [GeneratedRegex(@"\]\(([^)#]+)[^)]*\)")]
    private static partial Regex Link();
}
