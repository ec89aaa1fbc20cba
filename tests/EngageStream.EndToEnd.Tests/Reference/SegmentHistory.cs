using System.Globalization;
using System.Text.Json;

namespace EngageStream.EndToEnd.Tests.Reference;

/// <summary>Events in the Segment shape, one JSON object each, as a history.</summary>
internal static class SegmentHistory
{
    public static PlainEvent Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        JsonElement e = document.RootElement;
        string? name = e.GetProperty("type").GetString() switch
        {
            "track" => e.GetProperty("event").GetString(),
            "page" => "Page Viewed",
            "screen" => "Screen Viewed",
            _ => null,
        };
        var properties = new Dictionary<string, object>();
        foreach (JsonProperty property in Members(e, "properties"))
        {
            object? value = property.Value.ValueKind switch
            {
                JsonValueKind.Number => property.Value.GetDouble(),
                JsonValueKind.String => property.Value.GetString(),
                _ => null,
            };
            if (value is not null)
            {
                properties[property.Name] = value;
            }
        }

        JsonProperty[] traits = Members(e, "traits");
        if (e.TryGetProperty("context", out JsonElement context))
        {
            traits = [.. Members(context, "traits"), .. traits];
        }

        return new PlainEvent(
            e.GetProperty("userId").GetString()!,
            name,
            DateTimeOffset.Parse(e.GetProperty("timestamp").GetString()!, CultureInfo.InvariantCulture).ToUniversalTime(),
            properties,
            traits.Where(t => t.Value.ValueKind == JsonValueKind.String).ToDictionary(t => t.Name, t => t.Value.GetString()!));
    }

    private static JsonProperty[] Members(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Object ? [.. value.EnumerateObject()] : [];
}
