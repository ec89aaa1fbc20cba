using EngageStream.Playbooks.Diagnostics;

namespace EngageStream.Playbooks.Yaml;

/// <summary>A value of a YAML file that knows where it stands.</summary>
internal abstract class YamlValue(SourceMark mark)
{
    public SourceMark Mark { get; } = mark;

    /// <summary>What it is, for messages.</summary>
    public abstract string Kind { get; }
}

/// <summary>A text, number or flag: YAML's types are decided by whoever reads it.</summary>
internal sealed class YamlScalar(SourceMark mark, string text, bool isPlain, ScalarPositions positions) : YamlValue(mark)
{
    public string Text { get; } = text;

    /// <summary>Written without quotes and not as a block, so that it may be a number, a flag or null.</summary>
    public bool IsPlain { get; } = isPlain;

    public bool IsNull => IsPlain && Text is "" or "~" or "null";

    /// <summary>Cut off by a comma that belongs to YAML, which has been reported.</summary>
    public bool IsTorn { get; set; }

    public override string Kind => IsNull ? "nothing" : $"'{(Text.Length > 40 ? Text[..40] + "…" : Text)}'";

    /// <summary>The place in the file of a character of <see cref="Text"/>.</summary>
    public SourceMark MarkAt(int offset) => positions.MarkAt(offset);
}

/// <summary>A list of values.</summary>
internal sealed class YamlList(SourceMark mark, IReadOnlyList<YamlValue> items) : YamlValue(mark)
{
    public IReadOnlyList<YamlValue> Items { get; } = items;

    public override string Kind => "a list";
}

/// <summary>A key with its value.</summary>
internal sealed record YamlEntry(YamlScalar Key, YamlValue Value);

/// <summary>Keys with values, in the order of the file, each key once.</summary>
internal sealed class YamlMap(SourceMark mark, IReadOnlyList<YamlEntry> entries) : YamlValue(mark)
{
    public IReadOnlyList<YamlEntry> Entries { get; } = entries;

    public override string Kind => "a set of keys";

    public YamlEntry? Find(string key) => Entries.FirstOrDefault(e => e.Key.Text == key);

    public YamlMap? Map(string key) => Find(key)?.Value as YamlMap;

    public YamlScalar? Scalar(string key) => Find(key)?.Value is YamlScalar { IsNull: false } scalar ? scalar : null;

    /// <summary>The items of a list, or the one value that stands in for a list of one.</summary>
    public IReadOnlyList<YamlValue> Items(string key) => Find(key)?.Value switch
    {
        null => [],
        YamlList list => list.Items,
        YamlValue single => [single],
    };
}
