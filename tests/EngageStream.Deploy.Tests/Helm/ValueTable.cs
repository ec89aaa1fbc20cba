using System.Text;
using EngageStream.Deploy.Tests.Support;

namespace EngageStream.Deploy.Tests.Helm;

/// <summary>values.yaml as rows: each value with its default, and the comment above it as its meaning.</summary>
internal static class ValueTable
{
    public static IReadOnlyList<(string Path, string Default, string Meaning)> Rows { get; } = Read();

    /// <summary>The table of docs/deploy.md.</summary>
    public static string Markdown()
    {
        var text = new StringBuilder("| value | default | meaning |\n|---|---|---|\n");
        foreach ((string path, string standard, string meaning) in Rows)
        {
            text.Append($"| `{path}` | `{standard}` | {meaning} |\n");
        }

        return text.ToString();
    }

    // A key with a comment above is a value, whatever lies below it; one without is a group, or was forgotten: then its comment is empty.
    private static List<(string, string, string)> Read()
    {
        var rows = new List<(string, string, string)>();
        var path = new List<string>();
        string comment = "";
        int? below = null;
        foreach (string line in Checkout.Read($"{Chart.Folder}/values.yaml").Split('\n').Skip(1))
        {
            string text = line.Trim();
            int depth = (line.Length - line.TrimStart().Length) / 2;
            if (text.StartsWith('#'))
            {
                comment = text[1..].Trim();
                continue;
            }

            if (text.Length == 0 || (below is { } level && depth > level))
            {
                continue;
            }

            below = null;
            int colon = text.IndexOf(':', StringComparison.Ordinal);
            path.RemoveRange(depth, path.Count - depth);
            path.Add(text[..colon]);
            string standard = text[(colon + 1)..].Trim();
            if (standard.Length > 0 || comment.Length > 0)
            {
                rows.Add((string.Join('.', path), standard.Length > 0 ? standard : "see values.yaml", comment));
                below = standard.Length > 0 ? null : depth;
            }

            comment = "";
        }

        return rows;
    }
}
