using System.Text.RegularExpressions;
using EngageStream.EndToEnd.Tests.Pipe;
using EngageStream.Host.Cli;

namespace EngageStream.EndToEnd.Tests;

/// <summary>The README's examples name commands and options that exist.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string Readme = File.ReadAllText(Repository.PathOf("README.md"));
    private static readonly string Script = File.ReadAllText(Repository.PathOf("engage"));

    private static readonly string[] Lines = ShellBlock().Matches(Readme)
        .SelectMany(block => block.Groups[1].Value.Split('\n'))
        .Select(line => line.Split('#')[0].Trim())
        .Where(line => line.StartsWith("./engage ", StringComparison.Ordinal))
        .Distinct()
        .ToArray();

    public static TheoryData<string> Examples => [.. Lines];

    [Fact]
    public void The_readme_shows_both_front_doors()
    {
        Assert.Contains("./engage demo", Lines);
        Assert.Contains("./engage test", Lines);
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task An_example_names_a_command_and_options_that_exist(string example)
    {
        string[] words = example.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..];
        string[] command = words.TakeWhile(word => CommandWord().IsMatch(word)).ToArray();
        if (IsOfTheScript(words[0]))
        {
            return;
        }

        using var help = new StringWriter();
        int code = await CommandLine.RunAsync([.. command, "--help"], KafkaFixture.ContextWith(help));

        Assert.Equal(0, code);
        Assert.Contains($"engagestream {string.Join(' ', command)} ", help.ToString() + " ");
        IEnumerable<string> options = words
            .Select(word => word.Split('=')[0]).Where(word => word.StartsWith("--", StringComparison.Ordinal));
        Assert.All(options, option => Assert.Contains(option, help.ToString()));
    }

    // What the script does itself: the labels of its case statement, such as `test)` or `"" | -h | --help | help)`.
    private static bool IsOfTheScript(string word) =>
        CaseLabel().Matches(Script).SelectMany(label => label.Groups[1].Value.Split('|')).Any(label => label.Trim() == word);

    [GeneratedRegex(@"^```sh\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex ShellBlock();

    [GeneratedRegex("^[a-z]+$")]
    private static partial Regex CommandWord();

    [GeneratedRegex(@"^  ([^ (][^)\n]*)\)", RegexOptions.Multiline)]
    private static partial Regex CaseLabel();
}
