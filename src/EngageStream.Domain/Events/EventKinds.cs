namespace EngageStream.Domain.Events;

/// <summary>The values of <c>type</c>.</summary>
internal static class EventKinds
{
    /// <summary>The kind that a <c>type</c> names; as in the Segment API, case counts.</summary>
    public static bool TryParse(ReadOnlySpan<byte> type, out EventKind kind)
    {
        (bool known, kind) = type switch
        {
            _ when type.SequenceEqual("track"u8) => (true, EventKind.Track),
            _ when type.SequenceEqual("identify"u8) => (true, EventKind.Identify),
            _ when type.SequenceEqual("page"u8) => (true, EventKind.Page),
            _ when type.SequenceEqual("screen"u8) => (true, EventKind.Screen),
            _ when type.SequenceEqual("group"u8) => (true, EventKind.Group),
            _ when type.SequenceEqual("alias"u8) => (true, EventKind.Alias),
            _ => (false, default),
        };
        return known;
    }
}
