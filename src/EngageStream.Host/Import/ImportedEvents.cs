using EngageStream.Host.Replay;

namespace EngageStream.Host.Import;

/// <summary>Imported events as a stream.</summary>
public sealed class ImportedEvents(IReadOnlyList<ImportedEvent> events) : IEventStream
{
    private int _current = -1;

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Key => events[_current].Key;

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Value => events[_current].Value;

    /// <inheritdoc/>
    public long TimeMs => events[_current].TimeMs;

    /// <inheritdoc/>
    public bool MoveNext() => ++_current < events.Count;
}
