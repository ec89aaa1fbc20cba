namespace EngageStream.Domain.Events;

/// <summary>The members of an event that mean something here.</summary>
internal enum EventField : byte
{
    /// <summary>Any other member.</summary>
    Other,
    Type,
    Event,
    UserId,
    AnonymousId,
    MessageId,
    Timestamp,
    OriginalTimestamp,
    SentAt,
    ReceivedAt,
    Properties,
    Traits,
    Context,

    /// <summary><c>traits</c> within <c>context</c>.</summary>
    ContextTraits,
}

/// <summary>Names of the members.</summary>
internal static class EventFieldNames
{
    /// <summary>The outermost member that a name means.</summary>
    public static EventField Find(ReadOnlySpan<byte> name) => name.Length switch
    {
        4 when name.SequenceEqual("type"u8) => EventField.Type,
        5 when name.SequenceEqual("event"u8) => EventField.Event,
        6 when name.SequenceEqual("userId"u8) => EventField.UserId,
        6 when name.SequenceEqual("sentAt"u8) => EventField.SentAt,
        6 when name.SequenceEqual("traits"u8) => EventField.Traits,
        7 when name.SequenceEqual("context"u8) => EventField.Context,
        9 when name.SequenceEqual("messageId"u8) => EventField.MessageId,
        9 when name.SequenceEqual("timestamp"u8) => EventField.Timestamp,
        10 when name.SequenceEqual("properties"u8) => EventField.Properties,
        10 when name.SequenceEqual("receivedAt"u8) => EventField.ReceivedAt,
        11 when name.SequenceEqual("anonymousId"u8) => EventField.AnonymousId,
        17 when name.SequenceEqual("originalTimestamp"u8) => EventField.OriginalTimestamp,
        _ => EventField.Other,
    };

    /// <summary>The member of <c>context</c> that a name means.</summary>
    public static EventField FindInContext(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("traits"u8) ? EventField.ContextTraits : EventField.Other;
}
