using System.Text.Unicode;
using EngageStream.Domain.Events.Json;
using EngageStream.Domain.Events.Shapes;
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
    private readonly EventShapes _shapes;
    private readonly EventTimes _times;

    /// <param name="schema">What is to be found in events.</param>
    /// <param name="timePolicy">How odd times are treated.</param>
    public EventParser(EventSchema schema, EventTimePolicy timePolicy)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(timePolicy);
        Schema = schema;
        TimePolicy = timePolicy;
        _slots = new SlotReader(_scratch);
        _shapes = new EventShapes(schema, _scratch);
        _times = new EventTimes(timePolicy, _scratch);
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
        if (value.Length > MaxLength)
        {
            into.Reset();
            return EventError.TooLarge;
        }

        EventFields fields = default;
        bool isKnown = TryReadKnown(value, ref fields, into);
        if (!isKnown && !TryReadAny(value, ref fields, into))
        {
            return EventError.MalformedJson;
        }

        into.RecordTimestampMs = recordTimestampMs;
        EventError error = Understand(value, fields, into);
        if (!isKnown && error == EventError.None)
        {
            _shapes.Learn(value);
        }

        return error;
    }

    private EventError Understand(ReadOnlySpan<byte> value, in EventFields fields, InputEvent into)
    {
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
        return _times.Set(value, fields, into);
    }

    private bool TryReadKnown(ReadOnlySpan<byte> value, ref EventFields fields, InputEvent into)
    {
        into.Reset();
        if (!_shapes.TryRead(value, ref fields, _contextTraits, into, out bool hasTraits))
        {
            Array.Clear(_contextTraits);
            return false;
        }

        if (hasTraits)
        {
            MergeTraits(into);
        }

        return true;
    }

    private bool TryReadAny(ReadOnlySpan<byte> value, ref EventFields fields, InputEvent into)
    {
        into.Reset();
        fields = default;
        if (!Utf8.IsValid(value) || !ReadFields(value, ref fields, into))
        {
            return false;
        }

        if (!Schema.TraitTree.IsEmpty)
        {
            if (fields.ContextTraits.Kind == JsonKind.Object)
            {
                _slots.Read(value, fields.ContextTraits.Start, 3, Schema.TraitTree, _contextTraits, into);
            }

            MergeTraits(into);
        }

        return true;
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
        EventField field = EventFieldNames.Find(name);
        return field switch
        {
            EventField.Properties => ReadSlots(json, at, Schema.PropertyTree, into.Properties, ref fields[(int)field], into),
            EventField.Traits => ReadSlots(json, at, Schema.TraitTree, into.Traits, ref fields[(int)field], into),
            EventField.Context => ReadContext(json, at, ref fields),
            _ => JsonScanner.ReadValue(json, at, 1, out fields[(int)field]),
        };
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
        fields[(int)EventField.ContextTraits] = default;
        if ((uint)at >= (uint)json.Length || json[at] != (byte)'{')
        {
            return JsonScanner.ReadValue(json, at, 1, out fields[(int)EventField.Context]);
        }

        fields[(int)EventField.Context] = new JsonToken(JsonKind.Object, at, 0);
        at = JsonScanner.EnterObject(json, at, out bool more);
        while (more)
        {
            at = JsonScanner.ReadName(json, at, _scratch, out ReadOnlySpan<byte> name);
            at = JsonScanner.ReadValue(json, at, 2, out JsonToken token);
            if (EventFieldNames.FindInContext(name) is var field and not EventField.Other)
            {
                fields[(int)field] = token;
            }

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
    private void MergeTraits(InputEvent into)
    {
        for (int slot = 0; slot < _contextTraits.Length; slot++)
        {
            ref PropertyValue trait = ref into.Traits[slot];
            trait = trait.Kind == PropertyKind.Missing ? _contextTraits[slot] : trait;
            into.HasTraits |= trait.Kind != PropertyKind.Missing;
        }

        Array.Clear(_contextTraits);
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
