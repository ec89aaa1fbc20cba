using System.Text.RegularExpressions;

namespace EngageStream.Playbooks.Tests.Docs;

/// <summary>The examples of docs/playbook.md do what the page says.</summary>
public sealed partial class ReferenceTests : IDisposable
{
    /// <summary>What a fragment on the page leaves out.</summary>
    private static readonly Dictionary<string, string> Frame = new()
    {
        ["playbook"] = "playbook: page\n",
        ["events"] = "events:\n  Order Completed: {}\n  Order Refunded: { properties: { revenue: number } }\n",
        ["traits"] = "traits: { email: text, firstName: text }\n",
        ["stages"] = "stages:\n  - { name: churned, when: silent >= 180d }\n  - { name: dormant, when: silent >= 30d }\n  - { name: growth }\n",
    };

    private static readonly string Page = File.ReadAllText(Repository.PathOf("docs/playbook.md"));
    private readonly string _folder = Directory.CreateTempSubdirectory("page-").FullName;

    public static TheoryData<string> Examples => [.. Blocks("yaml")];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_compiles(string example)
    {
        IEnumerable<string> missing = Frame.Where(f => !Regex.IsMatch(example, $"^{f.Key}:", RegexOptions.Multiline)).Select(f => f.Value);
        File.WriteAllText(Path.Combine(_folder, "example.yaml"), example);
        File.WriteAllText(Path.Combine(_folder, "frame.yaml"), string.Concat(missing) + "# the rest of the page\n");
        if (!missing.Any())
        {
            File.Delete(Path.Combine(_folder, "frame.yaml"));
        }

        Assert.Empty(PlaybookFile.Load(_folder).Errors.Select(e => e.ToString()));
    }

    [Fact]
    public void Every_kind_of_example_is_found() => Assert.Equal((5, 1), (Blocks("yaml").Count(), Blocks("yaml wrong").Count()));

    [Fact]
    public void The_mistaken_example_gives_the_errors_on_the_page()
    {
        IEnumerable<string> errors = PlaybookCompiler.Compile(Assert.Single(Blocks("yaml wrong")), "mistaken.yaml").Errors.Select(e => e.ToString());
        Assert.Equal(Blocks("text").Last(), string.Concat(errors.Select(e => e + "\n")));
    }

    [Fact]
    public void The_page_names_every_function_and_value()
    {
        // The compiler itself lists them, when it meets a name that it does not know.
        string[] known = [.. Known("nonsense > 1"), .. Known("nonsense('x') > 1")];
        Assert.Contains("session.length", known);
        Assert.Contains("since", known);
        Assert.All(known, name => Assert.Contains($"`{name.TrimEnd('…')}", Page, StringComparison.Ordinal));
    }

    private static string[] Known(string where) =>
        PlaybookCompiler.Compile(Sample.Text(where: where), Sample.File).Errors.Single().Expected!["one of ".Length..].Split(", ");

    private static IEnumerable<string> Blocks(string kind) =>
        BlockPattern().Matches(Page).Where(m => m.Groups["kind"].Value == kind).Select(m => m.Groups["text"].Value);

    [GeneratedRegex(@"^```(?<kind>[^\n`]+)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex BlockPattern();
}
