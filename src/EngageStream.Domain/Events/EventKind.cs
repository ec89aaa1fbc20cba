namespace EngageStream.Domain.Events;

/// <summary>The Segment call that made an event.</summary>
public enum EventKind : byte
{
    Track,
    Identify,
    Page,
    Screen,
    Group,
    Alias,
}
