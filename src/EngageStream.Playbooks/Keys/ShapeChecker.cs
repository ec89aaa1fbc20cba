using System.Text.RegularExpressions;
using EngageStream.Domain.Conditions;
using EngageStream.Domain.Naming;
using EngageStream.Playbooks.Diagnostics;
using EngageStream.Playbooks.Yaml;

namespace EngageStream.Playbooks.Keys;

/// <summary>
/// Holds a file against the key tables: unknown and missing keys, wrong types, values out of range. What it reports, the
/// compilers after it need not report again; they skip what has the wrong shape.
/// </summary>
internal sealed class ShapeChecker(ErrorSink errors)
{
    public void Check(YamlValue value, Shape shape)
    {
        switch (shape)
        {
            case ListShape list:
                CheckList(value, list);
                break;
            case NamesShape names:
                CheckNames(value, names);
                break;
            case TableShape table:
                CheckTable(value, table.Table);
                break;
            case ChoiceShape choice:
                CheckChoice(value, choice);
                break;
            default:
                CheckScalar(value, shape);
                break;
        }
    }

    private void CheckList(YamlValue value, ListShape shape)
    {
        if (value is not YamlList list)
        {
            if (shape.OrSingle)
            {
                Check(value, shape.Item);
            }
            else
            {
                errors.Report(value.Mark, $"{value.Kind} stands where a list belongs", "a list, each item after a dash");
            }

            return;
        }

        if (list.Items.Count < shape.Least || list.Items.Count > shape.Most)
        {
            errors.Report(list.Mark, $"the list has {list.Items.Count} items", $"{shape.Least} to {shape.Most}");
        }

        foreach (YamlValue item in list.Items)
        {
            Check(item, shape.Item);
        }
    }

    private void CheckNames(YamlValue value, NamesShape shape)
    {
        if (AsMap(value, "names with their values") is not { } map)
        {
            return;
        }

        foreach (YamlEntry entry in map.Entries)
        {
            CheckText(entry.Key, shape.Name);
            Check(entry.Value, shape.Value);
        }
    }

    private void CheckTable(YamlValue value, KeyTable table)
    {
        if (AsMap(value, $"{table.What} with the keys {Names(table)}") is not { } map)
        {
            return;
        }

        foreach (YamlEntry entry in map.Entries)
        {
            Key? key = table.Keys.FirstOrDefault(k => k.Name == entry.Key.Text);
            if (key is not null)
            {
                Check(entry.Value, key.Shape);
            }
            else
            {
                errors.ReportUnknown(entry.Key.Mark, "key", entry.Key.Text, table.Keys.Select(k => k.Name).ToList());
            }
        }

        foreach (Key missing in table.Keys.Where(k => k.Required && map.Find(k.Name) is null))
        {
            errors.Report(map.Mark, $"{table.What} lacks the key {missing.Name}", Describe(missing.Shape));
        }
    }

    private void CheckChoice(YamlValue value, ChoiceShape shape)
    {
        string discriminators = string.Join(", ", shape.Tables.Select(t => t.Keys[0].Name));
        if (AsMap(value, $"one of the keys {discriminators}") is not { } map)
        {
            return;
        }

        KeyTable[] meant = shape.Tables.Where(t => map.Find(t.Keys[0].Name) is not null).ToArray();
        if (meant.Length == 1)
        {
            CheckTable(map, meant[0]);
        }
        else if (meant.Length > 1)
        {
            errors.Report(
                map.Find(meant[1].Keys[0].Name)!.Key.Mark,
                $"{meant[0].Keys[0].Name} and {meant[1].Keys[0].Name} exclude each other",
                $"one of {discriminators}");
        }
        else if (map.Entries.Count > 0)
        {
            errors.ReportUnknown(
                map.Entries[0].Key.Mark, "key", map.Entries[0].Key.Text, shape.Tables.Select(t => t.Keys[0].Name).ToList());
        }
        else
        {
            errors.Report(map.Mark, "the entry is empty", $"one of {discriminators}");
        }
    }

    private YamlMap? AsMap(YamlValue value, string expected)
    {
        if (value is YamlMap map)
        {
            return map;
        }

        errors.Report(value.Mark, $"{value.Kind} stands where keys belong", expected);
        return null;
    }

    private void CheckScalar(YamlValue value, Shape shape)
    {
        if (value is not YamlScalar { IsNull: false } scalar)
        {
            errors.Report(value.Mark, $"{value.Kind} stands where a value belongs", Describe(shape));
            return;
        }

        switch (shape)
        {
            case TextShape text:
                CheckText(scalar, text);
                break;
            case FlagShape when !scalar.IsPlain || scalar.Text is not ("true" or "false"):
                errors.Report(
                    scalar.Mark,
                    $"{scalar.Kind} is neither true nor false",
                    Describe(shape),
                    NearestName.Of(scalar.Text, ["true", "false"]));
                break;
            case NumberShape number
                when !scalar.IsPlain || !Literals.TryNumber(scalar.Text, out double n) || n <= number.Above || n >= number.Below:
                errors.Report(scalar.Mark, $"{scalar.Kind} does not fit", number.Expected);
                break;
            case DurationShape duration:
                CheckDuration(scalar, duration);
                break;
        }
    }

    private void CheckText(YamlScalar scalar, TextShape shape)
    {
        if (shape.OneOf is { } names)
        {
            if (!names.Contains(scalar.Text))
            {
                errors.ReportUnknown(scalar.Mark, "value", scalar.Text, names);
            }
        }
        else if (scalar.Text.Trim().Length == 0 || scalar.Text.Length > shape.MaxLength)
        {
            errors.Report(
                scalar.Mark,
                $"a text of {scalar.Text.Length} characters does not fit",
                $"{shape.Expected}, at most {shape.MaxLength} characters");
        }
        else if (shape.Pattern is { } pattern && !Regex.IsMatch(scalar.Text, $@"\A(?:{pattern})\z", RegexOptions.CultureInvariant))
        {
            errors.Report(scalar.Mark, $"{scalar.Kind} does not fit", shape.Expected);
        }
    }

    private void CheckDuration(YamlScalar scalar, DurationShape shape)
    {
        if (!Literals.TryDuration(scalar.Text, out long length))
        {
            string? repaired = Literals.TryNumber(scalar.Text, out double number) && number == Math.Floor(number) && number >= 0
                ? scalar.Text + "d"
                : null;
            errors.Report(scalar.Mark, $"{scalar.Kind} is no duration", Literals.DurationExamples, repaired);
        }
        else if (length < shape.LeastMs || length > shape.MostMs)
        {
            errors.Report(
                scalar.Mark,
                $"{scalar.Text} is out of range",
                $"{(shape.LeastMs == 0 ? "0s" : ValueText.Duration(shape.LeastMs))} to {ValueText.Duration(shape.MostMs)}");
        }
    }

    private static string Names(KeyTable table) => string.Join(", ", table.Keys.Select(k => k.Name));

    private static string Describe(Shape shape) => shape switch
    {
        TextShape text => text.Expected,
        NumberShape number => number.Expected,
        FlagShape => "true or false",
        DurationShape => Literals.DurationExamples,
        ExpressionShape expression => expression.Expected,
        ListShape => "a list",
        TableShape table => $"the keys {Names(table.Table)}",
        ChoiceShape choice => $"one of the keys {string.Join(", ", choice.Tables.Select(t => t.Keys[0].Name))}",
        _ => "names with their values",
    };
}
