namespace EngageStream.Host.Replay;

/// <summary>Writes events to a stream, one JSON object a line. Clock marks are no events and are not written.</summary>
public sealed class JsonLinesSink(Stream output) : IEventSink
{
    private readonly BufferedStream _output = new(output, 256 * 1024);

    /// <inheritdoc/>
    public void Event(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, long timeMs)
    {
        _output.Write(value);
        _output.WriteByte((byte)'\n');
    }

    /// <inheritdoc/>
    public void ClockMark(long timeMs)
    {
    }

    /// <inheritdoc/>
    public void Complete(CancellationToken cancellation) => _output.Flush();

    /// <inheritdoc/>
    public void Dispose() => _output.Dispose();
}
