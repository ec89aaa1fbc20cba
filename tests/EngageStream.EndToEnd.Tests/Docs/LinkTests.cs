using System.Text;
using System.Text.RegularExpressions;

namespace EngageStream.EndToEnd.Tests.Docs;

/// <summary>Links between the repository's documents lead somewhere: to a file or folder, and to a heading where one is named.</summary>
public sealed partial class LinkTests
{
    private static readonly string[] Pages =
    [
        .. Directory.EnumerateFiles(Repository.Root, "*.md"),
        .. Directory.EnumerateFiles(Repository.PathOf("docs"), "*.md", SearchOption.AllDirectories),
    ];

    private static readonly string[] Names =
        [.. Pages.Select(page => Path.GetRelativePath(Repository.Root, page)).Order(StringComparer.Ordinal)];

    public static TheoryData<string> Documents => [.. Names];

    [Fact]
    public void The_documents_are_found() =>
        Assert.Superset(
            new HashSet<string> { "README.md", "CONTRIBUTING.md", "docs/quickstart.md", "docs/runbooks/README.md" }, Names.ToHashSet());

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_relative_link_leads_to_a_file_and_a_heading(string document)
    {
        string page = Repository.PathOf(document);
        string[] broken = [.. Links(page).Where(to => !Foreign().IsMatch(to) && !Leads(page, to))];
        Assert.Empty(broken);
    }

    [Fact]
    public void Every_page_of_docs_can_be_reached_from_the_readme()
    {
        var reached = new HashSet<string>();
        var waiting = new Queue<string>([Repository.PathOf("README.md")]);
        while (waiting.TryDequeue(out string? page))
        {
            if (!reached.Add(page) || !page.EndsWith(".md", StringComparison.Ordinal) || !File.Exists(page))
            {
                continue;
            }

            foreach (string link in Links(page).Where(link => !Foreign().IsMatch(link)))
            {
                // A folder stands for its index.
                string target = PathOf(page, link.Split('#')[0]);
                waiting.Enqueue(Directory.Exists(target) ? Path.Combine(target, "README.md") : target);
            }
        }

        string docs = Repository.PathOf("docs");
        string[] lost = [.. Pages.Where(page => page.StartsWith(docs, StringComparison.Ordinal)).Except(reached)];
        Assert.Empty(lost);
    }

    private static bool Leads(string page, string link)
    {
        string[] parts = link.Split('#', 2);
        string target = parts[0].Length == 0 ? page : PathOf(page, parts[0]);
        return Path.Exists(target) && (parts.Length == 1 || Anchors(target).Contains(parts[1]));
    }

    private static string PathOf(string page, string link) => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(page)!, link));

    private static IEnumerable<string> Anchors(string page) =>
        Heading().Matches(WithoutBlocks(File.ReadAllText(page))).Select(heading => AnchorOf(heading.Groups[1].Value));

    // As GitHub makes them: letters, digits, - and _ stay, small; blanks become -.
    private static string AnchorOf(string heading)
    {
        var anchor = new StringBuilder();
        foreach (char c in heading.Trim().ToLowerInvariant())
        {
            anchor.Append(c == ' ' ? "-" : char.IsLetterOrDigit(c) || c is '-' or '_' ? c.ToString() : "");
        }

        return anchor.ToString();
    }

    private static IEnumerable<string> Links(string page) =>
        Link().Matches(WithoutBlocks(File.ReadAllText(page))).Select(link => link.Groups["to"].Value);

    private static string WithoutBlocks(string text) => Block().Replace(text, "");

    [GeneratedRegex(@"\]\((?<to>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^[a-z]+:")]
    private static partial Regex Foreign();

    [GeneratedRegex(@"^#{1,6} (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
