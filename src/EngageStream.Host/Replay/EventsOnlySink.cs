namespace EngageStream.Host.Replay;

/// <summary>Gives events to another sink and drops clock marks: a live engine's time is Kafka's.</summary>
public sealed class EventsOnlySink(IEventSink inner) : IEventSink
{
    /// <inheritdoc/>
    public void Event(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, long timeMs) => inner.Event(key, value, timeMs);

    /// <inheritdoc/>
    public void ClockMark(long timeMs)
    {
    }

    /// <inheritdoc/>
    public void Complete(CancellationToken cancellation) => inner.Complete(cancellation);

    /// <inheritdoc/>
    public void Dispose() => inner.Dispose();
}
