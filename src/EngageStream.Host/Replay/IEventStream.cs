namespace EngageStream.Host.Replay;

/// <summary>Events one after the other, in the order of their times. A pull interface, so that a stream need not be held in
/// memory.</summary>
public interface IEventStream
{
    /// <summary>Moves to the next event.</summary>
    /// <returns>False at the end.</returns>
    bool MoveNext();

    /// <summary>The person, as UTF-8; valid until the next move.</summary>
    ReadOnlySpan<byte> Key { get; }

    /// <summary>The event as Segment JSON in UTF-8; valid until the next move.</summary>
    ReadOnlySpan<byte> Value { get; }

    /// <summary>Event time in Unix milliseconds; never before the previous event's.</summary>
    long TimeMs { get; }
}
