using EngageStream.Domain.Events.Json;

namespace EngageStream.Domain.Events;

/// <summary>Where an event's fields lie in its text. Judged only when the whole is known to be well-formed and the last of each is found.</summary>
internal struct EventFields
{
    public JsonToken Type;
    public JsonToken Event;
    public JsonToken UserId;
    public JsonToken AnonymousId;
    public JsonToken MessageId;
    public JsonToken Timestamp;
    public JsonToken OriginalTimestamp;
    public JsonToken SentAt;
    public JsonToken ReceivedAt;
    public JsonToken Properties;
    public JsonToken Traits;
    public JsonToken Context;

    /// <summary><c>context.traits</c> of the last <c>context</c>.</summary>
    public JsonToken ContextTraits;
}
