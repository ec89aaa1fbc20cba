using System.Text.Json.Nodes;

namespace EngageStream.Playbooks.Keys;

/// <summary>Puts shapes into JSON Schema 2020-12, for editors that complete and check while a playbook is written.</summary>
internal static class JsonSchemaWriter
{
    public static JsonObject Of(Shape shape) => shape switch
    {
        TextShape text => Text(text),
        NumberShape number => Number(number),
        FlagShape => new JsonObject { ["type"] = "boolean" },
        DurationShape =>
            new JsonObject
            {
                ["type"] = "string",
                ["pattern"] = Whole(Literals.DurationPattern),
                ["examples"] = new JsonArray(
                "90s", "15m", "24h", "30d")
            },
        // YAML reads 3 and true as number and flag, and they are expressions, too.
        ExpressionShape expression =>
            new JsonObject { ["type"] = new JsonArray("string", "number", "boolean"), ["description"] = Capitalise(expression.Expected) },
        ListShape list => List(list),
        NamesShape names => Names(names),
        TableShape table => Table(table.Table),
        ChoiceShape choice => new JsonObject { ["oneOf"] = new JsonArray([.. choice.Tables.Select(Table)]) },
        _ => throw new ArgumentOutOfRangeException(nameof(shape), shape, "a shape without a schema"),
    };

    private static JsonObject Text(TextShape text)
    {
        if (text.OneOf is { } names)
        {
            return new JsonObject { ["enum"] = new JsonArray([.. names.Select(n => JsonValue.Create(n))]) };
        }

        var schema = new JsonObject { ["type"] = "string", ["minLength"] = 1, ["maxLength"] = text.MaxLength };
        if (text.Pattern is { } pattern)
        {
            schema["pattern"] = Whole(pattern);
        }

        return schema;
    }

    private static JsonObject Number(NumberShape number)
    {
        var schema = new JsonObject { ["type"] = "number", ["exclusiveMinimum"] = number.Above };
        if (double.IsFinite(number.Below))
        {
            schema["exclusiveMaximum"] = number.Below;
        }

        return schema;
    }

    private static JsonObject List(ListShape list)
    {
        var schema = new JsonObject { ["type"] = "array", ["items"] = Of(list.Item), ["minItems"] = list.Least, ["maxItems"] = list.Most };
        return list.OrSingle ? new JsonObject { ["oneOf"] = new JsonArray(Of(list.Item), schema) } : schema;
    }

    private static JsonObject Names(NamesShape names) => new()
    {
        ["type"] = "object",
        ["propertyNames"] = Text(names.Name),
        ["additionalProperties"] = Of(names.Value),
    };

    private static JsonObject Table(KeyTable table)
    {
        var properties = new JsonObject();
        foreach (Key key in table.Keys)
        {
            JsonObject schema = Of(key.Shape);
            schema["description"] = key.Default is null ? key.Description : $"{key.Description} Default: {key.Default}.";
            properties[key.Name] = schema;
        }

        return new JsonObject
        {
            ["type"] = "object",
            ["properties"] = properties,
            ["required"] = new JsonArray([.. table.Keys.Where(k => k.Required).Select(k => JsonValue.Create(k.Name))]),
            ["additionalProperties"] = false,
        };
    }

    private static string Whole(string pattern) => $"^(?:{pattern})$";

    private static string Capitalise(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
