using System.Text;
using EngageStream.Host.Replay;

namespace EngageStream.Host.Tests.Support;

/// <summary>Keeps what a replay gives, in order: events as their text, marks as <c>mark</c>.</summary>
internal sealed class RecordingSink : IEventSink
{
    public List<(long TimeMs, string What)> Given { get; } = [];

    public bool Completed { get; private set; }

    public void Event(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, long timeMs) =>
        Given.Add((timeMs, $"{Encoding.UTF8.GetString(key)} {Encoding.UTF8.GetString(value)}"));

    public void ClockMark(long timeMs) => Given.Add((timeMs, "mark"));

    public void Complete(CancellationToken cancellation) => Completed = true;

    public void Dispose()
    {
    }
}
