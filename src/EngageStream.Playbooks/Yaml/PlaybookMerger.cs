using EngageStream.Playbooks.Diagnostics;
using EngageStream.Playbooks.Keys;

namespace EngageStream.Playbooks.Yaml;

/// <summary>
/// Joins the files of a folder into one playbook. Events, traits and campaigns add up; every other key belongs to one file.
/// </summary>
internal static class PlaybookMerger
{
    public static YamlMap Merge(string folder, IReadOnlyList<YamlMap> files, ErrorSink errors)
    {
        var merged = new List<YamlEntry>();
        foreach (YamlEntry entry in files.SelectMany(f => f.Entries))
        {
            int at = merged.FindIndex(e => e.Key.Text == entry.Key.Text);
            if (at < 0)
            {
                merged.Add(entry);
            }
            else if (PlaybookKeys.Mergeable.Contains(entry.Key.Text) && Join(merged[at].Value, entry.Value, errors) is { } joined)
            {
                merged[at] = merged[at] with { Value = joined };
            }
            else
            {
                ReportTwice(entry.Key, merged[at].Key, "key", errors);
            }
        }

        return new YamlMap(files.Count == 1 ? files[0].Mark : SourceMark.WholeFile(folder), merged);
    }

    private static YamlValue? Join(YamlValue first, YamlValue second, ErrorSink errors) => (first, second) switch
    {
        (YamlList a, YamlList b) => new YamlList(a.Mark, [.. a.Items, .. b.Items]),
        (YamlMap a, YamlMap b) => Join(a, b, errors),
        _ => null,
    };

    private static YamlMap Join(YamlMap first, YamlMap second, ErrorSink errors)
    {
        var entries = first.Entries.ToList();
        foreach (YamlEntry entry in second.Entries)
        {
            if (first.Find(entry.Key.Text) is { } other)
            {
                ReportTwice(entry.Key, other.Key, "name", errors);
            }
            else
            {
                entries.Add(entry);
            }
        }

        return new YamlMap(first.Mark, entries);
    }

    private static void ReportTwice(YamlScalar key, YamlScalar first, string what, ErrorSink errors) =>
        errors.Report(key.Mark, $"the {what} {key.Text} comes twice; first in {first.Mark.File}:{first.Mark.Line}:{first.Mark.Column}");
}
