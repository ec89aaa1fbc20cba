using System.Text.RegularExpressions;

namespace EngageStream.EndToEnd.Tests.Docs;

/// <summary>docs/quickstart.md does what it says; only the set-up before and the clean-up behind it are left out.</summary>
public sealed partial class QuickstartTests
{
    [Fact]
    public async Task Each_step_shows_what_the_page_promises()
    {
        string settings = YamlBlock().Match(await File.ReadAllTextAsync(Repository.PathOf("docs/quickstart.md"))).Groups[1].Value;
        string[] blocks = DocumentRun.ShellBlocks("docs/quickstart.md");
        Assert.Equal("./engage setup", blocks[0].Split(" #")[0].Trim());
        Assert.StartsWith("kill ", blocks[^1], StringComparison.Ordinal);

        string output = await DocumentRun.RunAsync(blocks[1..^1], ("quickstart.yaml", settings));

        Assert.Matches("(?m)^ann \\{.*\"campaign\":\"first-purchase-thanks\".*\"why\":", output);
        Assert.Matches("(?m)^\\{.*\"firstName\":\"Ann\".*\"next\":", output);
        Assert.Matches("(?m)^engagestream_users\\{stage=\"growth\"\\} 1$", output);
        Assert.Matches("(?m)^growth$", output);
        Assert.Matches("(?m)^ann$", output);
        Assert.Matches("(?m)^(?!ann ).+ \\{.*\"channel\":\"email\"", output);
    }

    [GeneratedRegex(@"^```yaml\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex YamlBlock();
}
