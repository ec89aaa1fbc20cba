using System.Runtime.CompilerServices;
using EngageStream.Domain.Events.Json;

namespace EngageStream.Domain.Events;

/// <summary>Where an event's fields lie in its text. Judged only when the whole is known to be well-formed and the last of each is found.</summary>
[InlineArray((int)EventField.ContextTraits + 1)]
internal struct EventFields
{
    private JsonToken _first;

    public readonly JsonToken Type => this[(int)EventField.Type];

    public readonly JsonToken Event => this[(int)EventField.Event];

    public readonly JsonToken UserId => this[(int)EventField.UserId];

    public readonly JsonToken AnonymousId => this[(int)EventField.AnonymousId];

    public readonly JsonToken MessageId => this[(int)EventField.MessageId];

    public readonly JsonToken Timestamp => this[(int)EventField.Timestamp];

    public readonly JsonToken OriginalTimestamp => this[(int)EventField.OriginalTimestamp];

    public readonly JsonToken SentAt => this[(int)EventField.SentAt];

    public readonly JsonToken ReceivedAt => this[(int)EventField.ReceivedAt];

    public readonly JsonToken Properties => this[(int)EventField.Properties];

    public readonly JsonToken Traits => this[(int)EventField.Traits];

    public readonly JsonToken Context => this[(int)EventField.Context];

    /// <summary><c>context.traits</c> of the last <c>context</c>.</summary>
    public readonly JsonToken ContextTraits => this[(int)EventField.ContextTraits];
}
