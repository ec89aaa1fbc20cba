using EngageStream.Playbooks.Diagnostics;
using YamlDotNet.Core;

namespace EngageStream.Playbooks.Yaml;

/// <summary>
/// Leads from a character of a scalar's value back to the file. YAML folds lines, undoes escapes and strips indentation, so
/// the raw text is walked once beside the value; only errors ask, so it is done on the first question.
/// </summary>
internal sealed class ScalarPositions(SourceText source, int start, ScalarStyle style, string value)
{
    private int[]? _indexes;

    public SourceMark MarkAt(int offset) => source.MarkOf((_indexes ??= Walk())[Math.Clamp(offset, 0, value.Length)]);

    private int[] Walk()
    {
        var indexes = new int[value.Length + 1];
        bool block = style is ScalarStyle.Literal or ScalarStyle.Folded;
        int indent = 0;
        int raw = block ? StartOfBlock(out indent) : style == ScalarStyle.Plain ? start : start + 1;
        for (int i = 0; i < value.Length;)
        {
            if (BreaksIn(raw, out int breaks, out int end) && (!block || value[i] is '\n' or ' '))
            {
                // One line break folds to a space, more of them to one break fewer; a literal block keeps them all, and any block
                // keeps those before its first line.
                int made = style == ScalarStyle.Literal || (block && i == 0) ? breaks : Math.Max(1, breaks - 1);
                for (int k = 0; k < made && i < value.Length; k++)
                {
                    indexes[i++] = raw;
                }

                raw = block ? AfterIndent(end, indent) : end;
                continue;
            }

            indexes[i++] = raw;
            raw = Math.Min(raw + RawLength(raw), source.Text.Length);
        }

        indexes[value.Length] = raw;
        return indexes;
    }

    /// <summary>Whether white space with line breaks starts here; it ends, in a flow scalar, before the next visible character.</summary>
    private bool BreaksIn(int raw, out int breaks, out int end)
    {
        string text = source.Text;
        breaks = 0;
        end = raw;
        for (int i = raw; i < text.Length && char.IsWhiteSpace(text[i]); i++)
        {
            if (text[i] == '\n')
            {
                breaks++;
                end = i + 1;
            }
            else if (style is ScalarStyle.Plain or ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted)
            {
                end = i + 1;
            }
        }

        return breaks > 0;
    }

    private int RawLength(int raw)
    {
        string text = source.Text;
        if (raw + 1 >= text.Length)
        {
            return 1;
        }

        if (style == ScalarStyle.SingleQuoted)
        {
            return text[raw] == '\'' ? 2 : 1;
        }

        if (style != ScalarStyle.DoubleQuoted || text[raw] != '\\')
        {
            return 1;
        }

        return text[raw + 1] switch
        {
            'x' => 4,
            'u' => 6,
            'U' => 10,
            _ => 2,
        };
    }

    private int StartOfBlock(out int indent)
    {
        string text = source.Text;
        int content = text.IndexOf('\n', start) + 1;
        int line = content;
        int first = line;
        while (first < text.Length && char.IsWhiteSpace(text[first]))
        {
            line = text[first] == '\n' ? first + 1 : line;
            first++;
        }

        indent = first - line;
        return content == 0 ? start : AfterIndent(content, indent);
    }

    private int AfterIndent(int lineStart, int indent)
    {
        int index = lineStart;
        while (index < source.Text.Length && index - lineStart < indent && source.Text[index] == ' ')
        {
            index++;
        }

        return index;
    }
}
