namespace EngageStream.Host.Replay;

/// <summary>Counts what goes to another sink; alone it is the sink of a dry run.</summary>
public sealed class CountingSink(IEventSink? inner = null) : IEventSink
{
    /// <summary>Events so far.</summary>
    public long Events { get; private set; }

    /// <summary>Clock marks so far, each counted once however many partitions it goes to.</summary>
    public long Marks { get; private set; }

    /// <inheritdoc/>
    public void Event(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, long timeMs)
    {
        Events++;
        inner?.Event(key, value, timeMs);
    }

    /// <inheritdoc/>
    public void ClockMark(long timeMs)
    {
        Marks++;
        inner?.ClockMark(timeMs);
    }

    /// <inheritdoc/>
    public void Complete(CancellationToken cancellation) => inner?.Complete(cancellation);

    /// <inheritdoc/>
    public void Dispose() => inner?.Dispose();
}
