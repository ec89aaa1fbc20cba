using EngageStream.Domain.Events;

namespace EngageStream.Runtime.Metrics;

/// <summary>What an input record is, as metrics and traces tell it: a kind of event, or one of these.</summary>
internal enum InputKind : byte
{
    Track = EventKind.Track,
    Identify = EventKind.Identify,
    Page = EventKind.Page,
    Screen = EventKind.Screen,
    Group = EventKind.Group,
    Alias = EventKind.Alias,

    /// <summary>A clock mark.</summary>
    Clock,

    /// <summary>No event, or of a type that this engine does not know.</summary>
    Unparsable,
}
