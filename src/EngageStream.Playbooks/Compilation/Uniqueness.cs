using EngageStream.Playbooks.Diagnostics;
using EngageStream.Playbooks.Yaml;

namespace EngageStream.Playbooks.Compilation;

/// <summary>Finds names that come twice, wherever their files are.</summary>
internal static class Uniqueness
{
    public static void Check(IEnumerable<YamlMap> items, string what, ErrorSink errors)
    {
        var seen = new Dictionary<string, SourceMark>(StringComparer.Ordinal);
        foreach (YamlMap item in items)
        {
            if (item.Scalar("name") is { } name && !seen.TryAdd(name.Text, name.Mark))
            {
                SourceMark first = seen[name.Text];
                errors.Report(
                    name.Mark,
                    $"the {what} {name.Text} comes twice; first in {first.File}:{first.Line}:{first.Column}",
                    "a name of its own");
            }
        }
    }
}
