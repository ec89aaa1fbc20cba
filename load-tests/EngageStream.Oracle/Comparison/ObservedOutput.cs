using System.Globalization;
using System.Text.Json;
using EngageStream.Oracle.Input;
using EngageStream.Oracle.Records;

namespace EngageStream.Oracle.Comparison;

/// <summary>A record of an output topic, taken apart.</summary>
internal sealed record ObservedOutput(TopicRecord Record, IReadOnlyDictionary<string, string?> Fields)
{
    // Explanations are words for people; whether they are right is left to tests of their own.
    private static readonly string[] Unchecked = ["why", "values"];
    private static readonly string[] Telling = ["from", "to", "campaign", "outcome", "stage", "at", "as_of"];

    public string Id => Record.Header("ce_id");

    public string User => Record.Key ?? "";

    /// <summary>Shard clock; 0 where it is unreadable.</summary>
    public long ClockMs => Instants.Read(Record.Header("ce_engageclock")) ?? 0;

    public long Offset => long.TryParse(Record.Header("ce_engageoffset"), NumberStyles.None, CultureInfo.InvariantCulture, out long offset) ? offset : -1;

    public string Place => $"{Record.Topic}[{Record.Partition}]@{Record.Offset}";

    /// <summary>What it is, in words.</summary>
    public string Text => string.Join(' ', Telling
        .Where(Fields.ContainsKey).Select(name => $"{name}={Fields[name] ?? "null"}"));

    /// <exception cref="JsonException">The value is no JSON object.</exception>
    public static ObservedOutput Of(TopicRecord record)
    {
        using JsonDocument document = JsonDocument.Parse(record.Value);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException("not an object");
        }

        var fields = new Dictionary<string, string?>();
        foreach (JsonProperty member in document.RootElement.EnumerateObject().Where(member => !Unchecked.Contains(member.Name)))
        {
            Flatten(member.Name, member.Value, fields);
        }

        return new ObservedOutput(record, fields);
    }

    private static void Flatten(string path, JsonElement value, Dictionary<string, string?> into)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty member in value.EnumerateObject())
                {
                    Flatten($"{path}.{member.Name}", member.Value, into);
                }

                break;
            case JsonValueKind.Array:
                foreach (JsonElement total in value.EnumerateArray())
                {
                    string name = total.TryGetProperty("event", out JsonElement named) ? named.ToString() : "";
                    foreach (JsonProperty member in total.EnumerateObject().Where(member => member.Name != "event"))
                    {
                        Flatten($"{path}.{name}.{member.Name}", member.Value, into);
                    }
                }

                break;
            default:
                into[path] = value.ValueKind switch
                {
                    JsonValueKind.Null => null,
                    JsonValueKind.True => "true",
                    JsonValueKind.False => "false",
                    _ => value.ToString(),
                };
                break;
        }
    }
}
