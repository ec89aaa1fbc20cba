using System.Text;
using System.Text.Json;
using EngageStream.Domain.Events;
using EngageStream.Domain.Model;
using EngageStream.Domain.Tests.Time;

namespace EngageStream.Domain.Tests.Events;

/// <summary>The rules of event parsing over <see cref="JsonDocument"/>, written for plainness: the parser must agree with it.</summary>
internal static class NaiveEventReader
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>One line that tells everything about the event, or the error's name.</summary>
    public static string Read(byte[] json, EventSchema schema, long recordMs)
    {
        try
        {
            _ = StrictUtf8.GetCharCount(json);
            using JsonDocument document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? Read(document.RootElement, json, schema, recordMs)
                : nameof(EventError.MalformedJson);
        }
        catch (Exception exception) when (exception is JsonException or DecoderFallbackException)
        {
            return nameof(EventError.MalformedJson);
        }
        catch (ReasonException reason)
        {
            return reason.Reason.ToString();
        }
    }

    /// <summary>The same line about a parsed event.</summary>
    public static string Describe(InputEvent read)
    {
        string Show(PropertyValue value) => value.Kind + ":" + value.Number.ToString("R") + ":" + Encoding.UTF8.GetString(read.TextOf(value));
        return string.Join('|',
            [read.Kind.ToString(), read.EventIndex.ToString(), Encoding.UTF8.GetString(read.UserId), read.HasMessageId.ToString(),
            read.MessageHash.ToString("x"), read.TimestampMs.ToString(), read.ClampedFromFuture.ToString(), read.HasTraits.ToString(),
            .. read.Properties.Select(Show), .. read.Traits.Select(Show)]);
    }

    private static string Read(JsonElement root, byte[] json, EventSchema schema, long recordMs)
    {
        string type = Text(root, "type") ?? throw new ReasonException(EventError.UnknownType);
        string[] types = ["track", "identify", "page", "screen", "group", "alias"];
        if (!types.Contains(type))
        {
            throw new ReasonException(EventError.UnknownType);
        }

        string? name = type switch { "track" => Text(root, "event"), "page" => "Page Viewed", "screen" => "Screen Viewed", _ => null };
        if (type == "track" && string.IsNullOrEmpty(name))
        {
            throw new ReasonException(EventError.MissingEventName);
        }

        JsonElement? properties = Group(root, "properties");
        JsonElement? traits = Group(root, "traits");
        JsonElement? contextTraits = Group(root, "context") is { } context ? Group(context, "traits") : null;

        string user = Id(root, "userId") ?? Id(root, "anonymousId") ?? throw new ReasonException(EventError.MissingUser);
        if (Encoding.UTF8.GetByteCount(user) > 256)
        {
            throw new ReasonException(EventError.MissingUser);
        }

        string? messageId = Id(root, "messageId");
        (long happened, bool clamped) = Time(root, recordMs);

        string[] traitValues = schema.Traits.Select(each => Value(traits, each) is var own && own != None ? own : Value(contextTraits, each)).ToArray();
        return string.Join('|',
            [types.ToList().IndexOf(type) is var kind ? ((EventKind)kind).ToString() : "", schema.EventNames.ToList().IndexOf(name!).ToString(), user,
            (messageId is not null).ToString(), XxHash64.Hash(messageId is null ? json : Encoding.UTF8.GetBytes(messageId)).ToString("x"),
            happened.ToString(), clamped.ToString(), traitValues.Any(each => each != None).ToString(),
            .. schema.Properties.Select(each => Value(properties, each)), .. traitValues]);
    }

    private const string None = "Missing:0:";

    private static (long Happened, bool Clamped) Time(JsonElement root, long recordMs)
    {
        EventTimePolicy policy = EventTimePolicy.Default;
        long? timestamp = Instant(root, "timestamp");
        long? sent = Instant(root, "sentAt");
        long? received = Instant(root, "receivedAt");
        long happened = timestamp ?? received ?? recordMs;
        if (timestamp is not null && sent is not null && Member(root, "originalTimestamp") is null)
        {
            happened += (received ?? recordMs) - sent.Value;
        }

        return happened < policy.EarliestMs || happened > recordMs + policy.FutureToleranceMs
            ? throw new ReasonException(EventError.AbsurdTimestamp)
            : (Math.Min(happened, recordMs), happened > recordMs);
    }

    private static JsonElement? Member(JsonElement of, string name) =>
        of.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static string? Text(JsonElement of, string name) => Member(of, name) is not { } value ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw new ReasonException(EventError.WrongType);

    private static JsonElement? Group(JsonElement of, string name) => Member(of, name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Object ? value
        : throw new ReasonException(EventError.WrongType);

    private static string? Id(JsonElement of, string name)
    {
        string? id = Member(of, name) is { ValueKind: JsonValueKind.Number } number ? number.GetRawText() : Text(of, name);
        return id is null || id.Trim(' ', '\t', '\r', '\n').Length == 0 ? null : id;
    }

    private static long? Instant(JsonElement of, string name) => Text(of, name) is not { } text ? null
        : NaiveRfc3339.Parse(text) ?? throw new ReasonException(EventError.InvalidTimestamp);

    private static string Value(JsonElement? of, string path)
    {
        JsonElement? at = of;
        foreach (string name in path.Split('.'))
        {
            at = at is { ValueKind: JsonValueKind.Object } inner ? Member(inner, name) : null;
        }

        return at switch
        {
            { ValueKind: JsonValueKind.Number } number => double.IsFinite(number.GetDouble()) ? $"Number:{number.GetDouble():R}:" : None,
            { ValueKind: JsonValueKind.String } text => $"Text:0:{text.GetString()}",
            { ValueKind: JsonValueKind.True } => "Boolean:1:",
            { ValueKind: JsonValueKind.False } => "Boolean:0:",
            _ => None,
        };
    }

    private sealed class ReasonException(EventError reason) : Exception
    {
        public EventError Reason => reason;
    }
}
