using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using EngageStream.Oracle.Hashing;
using EngageStream.Oracle.Records;

namespace EngageStream.Oracle.Input;

/// <summary>Reads an event of the Segment shape, or tells the reason why a record is none (IN1, IN4, IN6).</summary>
internal static class EventReader
{
    private const int LargestBytes = 32 * 1024;
    private const int LongestUserBytes = 256;
    private const long EarliestMs = 946_684_800_000; // 2000-01-01
    private const long FutureToleranceMs = 24 * 3600 * 1000;
    private static readonly string[] Types = ["track", "identify", "page", "screen", "group", "alias"];

    /// <summary>The event, or the reason that dead letters must give.</summary>
    public static (InputEvent? Event, string? Reason) Read(TopicRecord record)
    {
        if (record.Value.Length > LargestBytes)
        {
            return (null, "too_large");
        }

        try
        {
            using JsonDocument? document = Utf8.IsValid(record.Value) ? JsonDocument.Parse(record.Value) : null;
            return document?.RootElement.ValueKind == JsonValueKind.Object
                ? (Of(record, document.RootElement), null)
                : (null, "malformed_json");
        }
        catch (JsonException)
        {
            return (null, "malformed_json");
        }
        catch (RejectedException rejected)
        {
            return (null, rejected.Message);
        }
    }

    private static InputEvent Of(TopicRecord record, JsonElement e)
    {
        string type = TextOf(e, "type") ?? throw new RejectedException("unknown_type");
        if (!Types.Contains(type))
        {
            throw new RejectedException("unknown_type");
        }

        string? name = type switch
        {
            "track" => TextOf(e, "event") is { Length: > 0 } given ? given : throw new RejectedException("missing_event_name"),
            "page" => "Page Viewed",
            "screen" => "Screen Viewed",
            _ => null,
        };
        JsonElement? properties = ObjectOf(e, "properties");
        JsonElement? traits = ObjectOf(e, "traits");
        JsonElement? contextTraits = ObjectOf(e, "context") is { } context ? ObjectOf(context, "traits") : null;
        string? user = IdOf(e, "userId") ?? IdOf(e, "anonymousId");
        if (user is null || Encoding.UTF8.GetByteCount(user) > LongestUserBytes)
        {
            throw new RejectedException("missing_user");
        }

        string? messageId = IdOf(e, "messageId");
        var allTraits = new Dictionary<string, object>(ValuesOf(contextTraits));
        foreach ((string trait, object value) in ValuesOf(traits))
        {
            allTraits[trait] = value;
        }

        return new InputEvent
        {
            Partition = record.Partition,
            Offset = record.Offset,
            AppendMs = record.TimestampMs,
            User = user,
            Name = name,
            TimeMs = TimeOf(e, record.TimestampMs),
            MessageId = messageId,
            Hash = XxHash64.Of(messageId is null ? record.Value : Encoding.UTF8.GetBytes(messageId)),
            Properties = ValuesOf(properties),
            Traits = allTraits,
        };
    }

    // A sender's clock may be wrong, but the error cancels out of timestamp − sentAt. A collector that gives originalTimestamp has
    // corrected already. A little in the future is set back to now; much is refused.
    private static long TimeOf(JsonElement e, long recordMs)
    {
        long? timestamp = InstantOf(e, "timestamp");
        long? sent = InstantOf(e, "sentAt");
        long received = InstantOf(e, "receivedAt") ?? recordMs;
        long happened = timestamp switch
        {
            null => received,
            long shown when sent is long at && Member(e, "originalTimestamp") is null => shown + received - at,
            long shown => shown,
        };
        return happened < EarliestMs || happened > recordMs + FutureToleranceMs
            ? throw new RejectedException("absurd_timestamp")
            : Math.Min(happened, recordMs);
    }

    private static long? InstantOf(JsonElement e, string name) =>
        TextOf(e, name) is { } text ? Instants.Read(text) ?? throw new RejectedException("invalid_timestamp") : null;

    private static JsonElement? Member(JsonElement e, string name) =>
        e.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static string? TextOf(JsonElement e, string name) => Member(e, name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        _ => throw new RejectedException("wrong_type"),
    };

    private static JsonElement? ObjectOf(JsonElement e, string name) =>
        Member(e, name) is not { } value || value.ValueKind == JsonValueKind.Object ? Member(e, name) : throw new RejectedException("wrong_type");

    private static string? IdOf(JsonElement e, string name)
    {
        string? id = Member(e, name) is { ValueKind: JsonValueKind.Number } number ? number.GetRawText() : TextOf(e, name);
        return string.IsNullOrEmpty(id?.Trim(' ', '\t', '\r', '\n')) ? null : id;
    }

    private static Dictionary<string, object> ValuesOf(JsonElement? element)
    {
        var values = new Dictionary<string, object>();
        foreach (JsonProperty member in element is { } e ? e.EnumerateObject().ToArray() : [])
        {
            values.Remove(member.Name);
            if (member.Value.ValueKind == JsonValueKind.Number && double.IsFinite(member.Value.GetDouble()))
            {
                values[member.Name] = member.Value.GetDouble();
            }
            else if (member.Value.ValueKind == JsonValueKind.String)
            {
                values[member.Name] = member.Value.GetString()!;
            }
        }

        return values;
    }

    private sealed class RejectedException(string reason) : Exception(reason);
}
