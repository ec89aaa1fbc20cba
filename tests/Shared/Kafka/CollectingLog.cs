using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace EngageStream.Tests.Shared.Kafka;

/// <summary>Keeps every line that is logged at any level, with the values of its fields and the whole exception.</summary>
internal sealed class CollectingLog : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<(int Id, string Text)> _lines = new();

    /// <summary>All of it.</summary>
    public string Text => string.Join('\n', _lines.Select(line => line.Text));

    public IEnumerable<string> TextsOf(int eventId) => _lines.Where(line => line.Id == eventId).Select(line => line.Text);

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        string fields = state is IEnumerable<KeyValuePair<string, object?>> pairs
            ? string.Join(' ', pairs.Select(pair => $"{pair.Key}={pair.Value}"))
            : "";
        _lines.Enqueue((eventId.Id, $"{logLevel} {formatter(state, exception)} {fields} {exception}"));
    }

    public void Dispose()
    {
    }
}
