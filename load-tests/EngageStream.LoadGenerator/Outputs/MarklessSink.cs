using EngageStream.Host.Replay;

namespace EngageStream.LoadGenerator.Outputs;

/// <summary>Leaves out clock marks: a live engine has a clock of its own.</summary>
public sealed class MarklessSink(IEventSink sink) : IEventSink
{
    /// <inheritdoc/>
    public void Event(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, long timeMs) => sink.Event(key, value, timeMs);

    /// <inheritdoc/>
    public void ClockMark(long timeMs)
    {
    }

    /// <inheritdoc/>
    public void Complete(CancellationToken cancellation) => sink.Complete(cancellation);

    /// <inheritdoc/>
    public void Dispose() => sink.Dispose();
}
