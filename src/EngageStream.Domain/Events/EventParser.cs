using System.Text.Unicode;
using EngageStream.Domain.Events.Json;
using EngageStream.Domain.Model;

namespace EngageStream.Domain.Events;

/// <summary>
/// Parses an event of the Segment shape in place from UTF-8 JSON, without allocating. Not thread-safe: one per stream thread.
/// <para>
/// The whole value is checked to be one JSON object (RFC 8259, at most 64 levels deep, in valid UTF-8, without byte-order
/// mark). A name given twice: the last wins. <c>null</c> means the same as no member. Unknown members are passed over.
/// </para>
/// <para>
/// An id (<c>userId</c>, <c>anonymousId</c>, <c>messageId</c>) is a string, or a number taken as it is written; one that is
/// empty or all white space counts as absent.
/// </para>
/// </summary>
public sealed class EventParser
{
    /// <summary>Largest value in bytes; the Segment API's limit.</summary>
    public const int MaxLength = 32 * 1024;

    /// <summary>Longest person's id in bytes of UTF-8.</summary>
    public const int MaxUserIdLength = 256;

    private readonly byte[] _scratch = new byte[MaxLength];
    private readonly PropertyValue[] _contextTraits;
    private readonly SlotReader _slots;

    /// <param name="schema">What is to be found in events.</param>
    /// <param name="timePolicy">How odd times are treated.</param>
    public EventParser(EventSchema schema, EventTimePolicy timePolicy)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(timePolicy);
        Schema = schema;
        TimePolicy = timePolicy;
        _slots = new SlotReader(_scratch);
        _contextTraits = new PropertyValue[schema.Traits.Count];
    }

    /// <summary>What is found in events.</summary>
    public EventSchema Schema { get; }

    /// <summary>How odd times are treated.</summary>
    public EventTimePolicy TimePolicy { get; }

    /// <summary>Parses one value into <paramref name="into"/>, which is reset first.</summary>
    /// <param name="value">The record's value.</param>
    /// <param name="recordTimestampMs">Kafka timestamp of the record; stands in for an absent <c>timestamp</c>.</param>
    /// <param name="into">Receives the event; made for the same <see cref="EventSchema"/>. Undefined where an error is returned.</param>
    /// <returns><see cref="EventError.None"/>, or why the record is no event: the first that holds, in the order of the steps.</returns>
    public EventError Parse(ReadOnlySpan<byte> value, long recordTimestampMs, InputEvent into)
    {
        if (!ReferenceEquals(into.Schema, Schema))
        {
            throw new ArgumentException("The event was made for another schema.", nameof(into));
        }

        // 1. The text, as a whole.
        into.Reset();
        into.RecordTimestampMs = recordTimestampMs;
        if (value.Length > MaxLength)
        {
            return EventError.TooLarge;
        }

        EventFields fields = default;
        if (!Utf8.IsValid(value) || !ReadFields(value, ref fields, into))
        {
            return EventError.MalformedJson;
        }

        // 2. What happened.
        EventError error = SetKindAndName(value, fields, into);
        if (error != EventError.None)
        {
            return error;
        }

        // 3. With what.
        if (!IsObject(fields.Properties) || !IsObject(fields.Traits) || !IsObject(fields.Context) || !IsObject(fields.ContextTraits))
        {
            return EventError.WrongType;
        }

        MergeTraits(value, fields, into);

        // 4. To whom.
        error = SetUser(value, fields, into);
        if (error != EventError.None)
        {
            return error;
        }

        // 5. Which of possibly repeated messages.
        if (!TryReadId(value, fields.MessageId, out ReadOnlySpan<byte> messageId))
        {
            return EventError.WrongType;
        }

        into.HasMessageId = !messageId.IsEmpty;
        into.MessageHash = XxHash64.Hash(into.HasMessageId ? messageId : value);

        // 6. When.
        return EventTimes.Set(value, fields, TimePolicy, _scratch, into);
    }

    private bool ReadFields(ReadOnlySpan<byte> json, ref EventFields fields, InputEvent into)
    {
        int at = JsonScanner.SkipWhitespace(json, 0);
        if ((uint)at >= (uint)json.Length || json[at] != (byte)'{')
        {
            return false;
        }

        at = JsonScanner.EnterObject(json, at, out bool more);
        while (more)
        {
            at = JsonScanner.ReadName(json, at, _scratch, out ReadOnlySpan<byte> name);
            at = ReadField(json, at, name, ref fields, into);
            at = JsonScanner.NextMember(json, at, out more);
        }

        return at >= 0 && JsonScanner.SkipWhitespace(json, at) == json.Length;
    }

    private int ReadField(ReadOnlySpan<byte> json, int at, ReadOnlySpan<byte> name, ref EventFields fields, InputEvent into)
    {
        switch (name.Length)
        {
            case 4 when name.SequenceEqual("type"u8):
                return JsonScanner.ReadValue(json, at, 1, out fields.Type);
            case 5 when name.SequenceEqual("event"u8):
                return JsonScanner.ReadValue(json, at, 1, out fields.Event);
            case 6 when name.SequenceEqual("userId"u8):
                return JsonScanner.ReadValue(json, at, 1, out fields.UserId);
            case 6 when name.SequenceEqual("sentAt"u8):
                return JsonScanner.ReadValue(json, at, 1, out fields.SentAt);
            case 6 when name.SequenceEqual("traits"u8):
                return ReadSlots(json, at, Schema.TraitTree, into.Traits, ref fields.Traits, into);
            case 7 when name.SequenceEqual("context"u8):
                return ReadContext(json, at, ref fields);
            case 9 when name.SequenceEqual("messageId"u8):
                return JsonScanner.ReadValue(json, at, 1, out fields.MessageId);
            case 9 when name.SequenceEqual("timestamp"u8):
                return JsonScanner.ReadValue(json, at, 1, out fields.Timestamp);
            case 10 when name.SequenceEqual("properties"u8):
                return ReadSlots(json, at, Schema.PropertyTree, into.Properties, ref fields.Properties, into);
            case 10 when name.SequenceEqual("receivedAt"u8):
                return JsonScanner.ReadValue(json, at, 1, out fields.ReceivedAt);
            case 11 when name.SequenceEqual("anonymousId"u8):
                return JsonScanner.ReadValue(json, at, 1, out fields.AnonymousId);
            case 17 when name.SequenceEqual("originalTimestamp"u8):
                return JsonScanner.ReadValue(json, at, 1, out fields.OriginalTimestamp);
            default:
                return JsonScanner.ReadValue(json, at, 1, out _);
        }
    }

    private int ReadSlots(
        ReadOnlySpan<byte> json, int at, PathNode tree, PropertyValue[] slots, ref JsonToken token, InputEvent into)
    {
        if (token.Kind != JsonKind.Absent)
        {
            Array.Clear(slots);
        }

        if (tree.IsEmpty || (uint)at >= (uint)json.Length || json[at] != (byte)'{')
        {
            return JsonScanner.ReadValue(json, at, 1, out token);
        }

        int end = _slots.Read(json, at, 2, tree, slots, into);
        token = new JsonToken(JsonKind.Object, at, end - at);
        return end;
    }

    private int ReadContext(ReadOnlySpan<byte> json, int at, ref EventFields fields)
    {
        fields.ContextTraits = default;
        if ((uint)at >= (uint)json.Length || json[at] != (byte)'{')
        {
            return JsonScanner.ReadValue(json, at, 1, out fields.Context);
        }

        fields.Context = new JsonToken(JsonKind.Object, at, 0);
        at = JsonScanner.EnterObject(json, at, out bool more);
        while (more)
        {
            at = JsonScanner.ReadName(json, at, _scratch, out ReadOnlySpan<byte> name);
            at = name.SequenceEqual("traits"u8)
                ? JsonScanner.ReadValue(json, at, 2, out fields.ContextTraits)
                : JsonScanner.ReadValue(json, at, 2, out _);
            at = JsonScanner.NextMember(json, at, out more);
        }

        return at;
    }

    private EventError SetKindAndName(ReadOnlySpan<byte> json, in EventFields fields, InputEvent into)
    {
        if (!fields.Type.IsString)
        {
            return fields.Type.IsAbsent ? EventError.UnknownType : EventError.WrongType;
        }

        if (!EventKinds.TryParse(JsonString.TextOf(json, fields.Type, _scratch), out EventKind kind))
        {
            return EventError.UnknownType;
        }

        into.Kind = kind;
        switch (kind)
        {
            case EventKind.Page:
                into.EventIndex = Schema.PageIndex;
                return EventError.None;
            case EventKind.Screen:
                into.EventIndex = Schema.ScreenIndex;
                return EventError.None;
            case EventKind.Track when fields.Event.IsString && fields.Event.Length > 0:
                into.EventIndex = Schema.EventTable.Find(JsonString.TextOf(json, fields.Event, _scratch));
                return EventError.None;
            case EventKind.Track:
                return fields.Event.IsAbsent || fields.Event.IsString ? EventError.MissingEventName : EventError.WrongType;
            default:
                return EventError.None;
        }
    }

    /// <summary>Traits of the call itself go before those that the sender repeats in <c>context</c>, slot by slot.</summary>
    private void MergeTraits(ReadOnlySpan<byte> json, in EventFields fields, InputEvent into)
    {
        if (Schema.TraitTree.IsEmpty)
        {
            return;
        }

        if (fields.ContextTraits.Kind == JsonKind.Object)
        {
            Array.Clear(_contextTraits);
            _slots.Read(json, fields.ContextTraits.Start, 3, Schema.TraitTree, _contextTraits, into);
            for (int slot = 0; slot < _contextTraits.Length; slot++)
            {
                if (into.Traits[slot].Kind == PropertyKind.Missing)
                {
                    into.Traits[slot] = _contextTraits[slot];
                }
            }
        }

        foreach (PropertyValue trait in into.Traits)
        {
            into.HasTraits |= trait.Kind != PropertyKind.Missing;
        }
    }

    private EventError SetUser(ReadOnlySpan<byte> json, in EventFields fields, InputEvent into)
    {
        if (!TryReadId(json, fields.UserId, out ReadOnlySpan<byte> id))
        {
            return EventError.WrongType;
        }

        if (id.IsEmpty && !TryReadId(json, fields.AnonymousId, out id))
        {
            return EventError.WrongType;
        }

        if (id.IsEmpty || id.Length > MaxUserIdLength)
        {
            return EventError.MissingUser;
        }

        into.SetUser(id);
        return EventError.None;
    }

    private bool TryReadId(ReadOnlySpan<byte> json, JsonToken token, out ReadOnlySpan<byte> id)
    {
        id = token.IsString ? JsonString.TextOf(json, token, _scratch) : token.In(json);
        if (token.IsAbsent || IsBlank(id))
        {
            id = default;
        }

        return token.IsAbsent || token.IsString || token.Kind == JsonKind.Number;
    }

    private static bool IsBlank(ReadOnlySpan<byte> text) =>
        text.IsEmpty || (text[0] <= (byte)' ' && text.IndexOfAnyExcept(" \t\r\n"u8) < 0);

    private static bool IsObject(JsonToken token) => token.IsAbsent || token.Kind == JsonKind.Object;
}
