using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace EngageStream.Redis.Tests.Support;

/// <summary>Keeps every line, of every level.</summary>
internal sealed class RecordingLog : ILogger
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyCollection<string> Lines => _lines;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue($"{eventId.Id} {formatter(state, exception)} {exception}");

    public int Count(int eventId) => _lines.Count(line => line.StartsWith($"{eventId} ", StringComparison.Ordinal));
}
