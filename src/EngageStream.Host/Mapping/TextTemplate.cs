using System.Text;
using EngageStream.Host.Mapping.Expressions;

namespace EngageStream.Host.Mapping;

/// <summary>A text with columns in braces, such as <c>{InvoiceNo}-{Line}</c>; <c>{{</c> and <c>}}</c> stand for single braces.</summary>
public sealed class TextTemplate
{
    private readonly List<(string Text, int Slot)> _parts = [];

    private TextTemplate()
    {
    }

    /// <summary>Parses a template.</summary>
    /// <param name="text">The template.</param>
    /// <param name="columns">Receives the columns that it names.</param>
    /// <param name="shared">Columns that are the same in all rows of a group, or null when rows are not grouped.</param>
    /// <exception cref="ExpressionException">A brace is alone, or a column may differ between the rows of a group.</exception>
    public static TextTemplate Parse(string text, ColumnSet columns, IReadOnlySet<string>? shared)
    {
        var template = new TextTemplate();
        var plain = new StringBuilder();
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c is '{' or '}' && i + 1 < text.Length && text[i + 1] == c)
            {
                plain.Append(text[i++]);
                continue;
            }

            if (c is not ('{' or '}'))
            {
                plain.Append(c);
                continue;
            }

            int end = c == '{' ? text.IndexOf('}', i) : -1;
            if (end < i + 2)
            {
                throw new ExpressionException(i, $"'{c}' is alone; a column is written {{Name}}, a brace is doubled");
            }

            string name = text[(i + 1)..end];
            if (shared is not null && !shared.Contains(name))
            {
                throw new ExpressionException(i,
                    $"column '{name}' may differ between the rows of a group; only columns of group_by can be used here");
            }

            template._parts.Add((plain.ToString(), columns.Slot(name)));
            plain.Clear();
            i = end;
        }

        template._parts.Add((plain.ToString(), -1));
        return template;
    }

    /// <summary>The text for a row.</summary>
    public string Fill(Row row)
    {
        var filled = new StringBuilder();
        foreach ((string text, int slot) in _parts)
        {
            filled.Append(text);
            if (slot >= 0)
            {
                filled.Append(row.Text(slot));
            }
        }

        return filled.ToString();
    }
}
