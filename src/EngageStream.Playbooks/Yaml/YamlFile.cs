using EngageStream.Playbooks.Diagnostics;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace EngageStream.Playbooks.Yaml;

/// <summary>
/// Reads one YAML document into values that know their places. Playbooks are plain data: anchors, aliases and tags are
/// errors, and so are keys that come twice.
/// </summary>
internal sealed class YamlFile
{
    private const int DeepestNesting = 32;
    private readonly Parser _parser;
    private readonly SourceText _source;
    private readonly ErrorSink _errors;

    private YamlFile(SourceText source, ErrorSink errors)
    {
        _source = source;
        _errors = errors;
        _parser = new Parser(new StringReader(source.Text));
    }

    /// <summary>The file's root; <see langword="null"/>, with the reason among the errors, where there is none.</summary>
    public static YamlMap? Read(string file, string text, ErrorSink errors)
    {
        var source = new SourceText(file, text.TrimStart('\uFEFF'));
        try
        {
            return new YamlFile(source, errors).ReadDocument();
        }
        catch (YamlException e)
        {
            errors.Report(source.MarkOf(source.IndexOf(e.Start.Line, e.Start.Column)), $"this is not YAML: {Reason(e)}");
            return null;
        }
    }

    private static string Reason(YamlException e)
    {
        string reason = (e.InnerException ?? e).Message;
        return reason.Length == 0 ? "it cannot be read" : char.ToLowerInvariant(reason[0]) + reason[1..].TrimEnd('.');
    }

    private YamlMap? ReadDocument()
    {
        _parser.Consume<StreamStart>();
        if (!_parser.TryConsume<DocumentStart>(out _))
        {
            _errors.Report(SourceMark.WholeFile(_source.File), "the playbook is empty", "at least the keys playbook and stages");
            return null;
        }

        YamlValue root = ReadValue(0);
        _parser.Consume<DocumentEnd>();
        if (_parser.TryConsume<DocumentStart>(out DocumentStart? second))
        {
            _errors.Report(MarkOf(second), "a second document begins here", "one document per file");
        }

        if (root is not YamlMap map)
        {
            _errors.Report(root.Mark, $"the playbook is {root.Kind}", "a set of keys");
            return null;
        }

        return map;
    }

    private YamlValue ReadValue(int depth)
    {
        if (_parser.Current is NodeEvent node && (!node.Anchor.IsEmpty || !node.Tag.IsEmpty))
        {
            _errors.Report(MarkOf(node), "anchors and tags are no part of a playbook", "a plain value");
        }

        if (depth > DeepestNesting)
        {
            throw new YamlException(_parser.Current!.Start, _parser.Current.End, "it is nested too deeply");
        }

        switch (_parser.Current)
        {
            case MappingStart map:
                return ReadMap(map, depth);
            case SequenceStart list:
                return ReadList(list, depth);
            case Scalar scalar:
                _parser.MoveNext();
                return ScalarOf(scalar);
            default:
                var other = _parser.Consume<ParsingEvent>();
                _errors.Report(MarkOf(other), "aliases are no part of a playbook", "the value itself");
                return Nothing(other);
        }
    }

    private YamlList ReadList(SequenceStart start, int depth)
    {
        _parser.MoveNext();
        var items = new List<YamlValue>();
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(ReadValue(depth + 1));
        }

        return new YamlList(MarkOf(start), items);
    }

    private YamlMap ReadMap(MappingStart start, int depth)
    {
        _parser.MoveNext();
        var entries = new List<YamlEntry>();
        var seen = new Dictionary<string, SourceMark>(StringComparer.Ordinal);
        bool torn = false;
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            YamlValue key = ReadValue(depth + 1);
            YamlValue value = ReadValue(depth + 1);
            torn = start.Style == MappingStyle.Flow && (torn || IsTornOff(entries));
            if (torn)
            {
                continue;
            }

            if (key is not YamlScalar { IsNull: false } name)
            {
                _errors.Report(key.Mark, $"a key cannot be {key.Kind}", "a name");
            }
            else if (seen.TryGetValue(name.Text, out SourceMark first))
            {
                _errors.Report(name.Mark, $"the key {name.Text} comes twice; first in line {first.Line}");
            }
            else
            {
                seen.Add(name.Text, name.Mark);
                entries.Add(new YamlEntry(name, value));
            }
        }

        return new YamlMap(MarkOf(start), entries);
    }

    /// <summary>
    /// Between braces, YAML takes the comma in <c>count('X', 7d)</c> for its own. It is the likeliest slip of all and would
    /// otherwise show as unknown keys.
    /// </summary>
    private bool IsTornOff(List<YamlEntry> entries)
    {
        if (entries.Count == 0 || entries[^1].Value is not YamlScalar { IsPlain: true } last || !HasOpenBracket(last.Text))
        {
            return false;
        }

        last.IsTorn = true;
        _errors.Report(
            last.Mark,
            "between { and } a comma ends the value",
            $"double quotes around the whole of {entries[^1].Key.Text}, or its key on a line of its own");
        return true;
    }

    private static bool HasOpenBracket(string text) => text.Count(c => c == '(') > text.Count(c => c == ')');

    private YamlScalar ScalarOf(Scalar scalar)
    {
        // A block's mark and a quoted text's are those of the indicator; its columns count from 1, like ours.
        int index = _source.IndexOf(scalar.Start.Line, scalar.Start.Column);
        var positions = new ScalarPositions(_source, index, scalar.Style, scalar.Value);
        return new YamlScalar(MarkOf(scalar), scalar.Value, scalar.Style == ScalarStyle.Plain, positions);
    }

    private YamlScalar Nothing(ParsingEvent at) =>
        new(MarkOf(at), "", true, new ScalarPositions(_source, _source.IndexOf(at.Start.Line, at.Start.Column), ScalarStyle.Plain, ""));

    private SourceMark MarkOf(ParsingEvent at) => _source.MarkOf(_source.IndexOf(at.Start.Line, at.Start.Column));
}
