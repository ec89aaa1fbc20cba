using System.Globalization;
using System.Text;
using EngageStream.Domain.Conditions;

namespace EngageStream.Playbooks.Keys;

/// <summary>Puts key tables into a table in Markdown: one row for each key, those of a nested table below the key that holds it.</summary>
internal sealed class ReferenceWriter
{
    private readonly StringBuilder _rows = new("| key | value | required | default | meaning |\n|---|---|---|---|---|\n");

    public static string Of(KeyTable table)
    {
        var writer = new ReferenceWriter();
        writer.Write(table, "");
        return writer._rows.ToString();
    }

    private void Write(KeyTable table, string above)
    {
        foreach (Key key in table.Keys)
        {
            string path = above + key.Name;
            string required = key.Required ? "yes" : "";
            _rows.Append($"| `{path}` | {Value(key.Shape)} | {required} | {Default(key)} | {key.Description} |\n");
            WriteBelow(key.Shape, path);
        }
    }

    private void WriteBelow(Shape shape, string path)
    {
        switch (shape)
        {
            case TableShape table:
                Write(table.Table, path + ".");
                break;
            case ChoiceShape choice:
                foreach (KeyTable table in choice.Tables)
                {
                    Write(table, path + ".");
                }

                break;
            case NamesShape { Value: TableShape value }:
                Write(value.Table, path + ".NAME.");
                break;
            case ListShape { Item: TableShape item }:
                Write(item.Table, path + "[].");
                break;
        }
    }

    // What a playbook would write stands as code, words as words.
    private static string Default(Key key) => key.Default is null ? ""
        : key.Default.Contains(' ', StringComparison.Ordinal) ? key.Default
        : $"`{key.Default}`";

    private static string Value(Shape shape) => shape switch
    {
        TextShape { OneOf: { } names } => string.Join(" or ", names.Select(name => $"`{name}`")),
        TextShape text => $"{text.Expected}; at most {text.MaxLength} characters",
        NumberShape number => number.Expected,
        FlagShape => "`true` or `false`",
        DurationShape duration =>
            $"a duration, `{Length(duration.LeastMs)}` to `{Length(duration.MostMs)}`",
        ExpressionShape expression => expression.Expected,
        ListShape list => List(list),
        NamesShape { Value: TableShape } names => $"for each NAME, {names.Name.Expected}, a map",
        NamesShape names => $"a map from {names.Name.Expected} to {Value(names.Value)}",
        TableShape => "a map",
        ChoiceShape choice => $"a map with one of {string.Join(", ", choice.Tables.Select(table => $"`{table.Keys[0].Name}`"))}",
        _ => throw new ArgumentOutOfRangeException(nameof(shape), shape, "a shape without words"),
    };

    private static string List(ListShape list)
    {
        string items = string.Create(CultureInfo.InvariantCulture, $"a list of {list.Least} to {list.Most:N0}");
        return (list.OrSingle, list.Item) switch
        {
            (true, _) => $"{Value(list.Item)}; or {items} of them",
            (false, TableShape) => $"{items} maps",
            _ => $"{items}, each {Value(list.Item)}",
        };
    }

    private static string Length(long milliseconds) => milliseconds == 0 ? "0s" : ValueText.Duration(milliseconds);
}
