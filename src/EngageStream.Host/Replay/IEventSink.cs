namespace EngageStream.Host.Replay;

/// <summary>Where a replayed stream goes.</summary>
public interface IEventSink : IDisposable
{
    /// <summary>Takes an event.</summary>
    void Event(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, long timeMs);

    /// <summary>Takes a clock mark: all events before this time have been given.</summary>
    void ClockMark(long timeMs);

    /// <summary>Returns when everything is delivered.</summary>
    /// <exception cref="Cli.CommandException">Something could not be delivered.</exception>
    void Complete(CancellationToken cancellation);
}
