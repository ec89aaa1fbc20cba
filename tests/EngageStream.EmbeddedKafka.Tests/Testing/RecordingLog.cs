using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace EngageStream.EmbeddedKafka.Tests.Testing;

/// <summary>Keeps what is logged, and lets a test wait for an event.</summary>
internal sealed class RecordingLog : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<(int Id, string Text)> _entries = new();
    private readonly SemaphoreSlim _added = new(0);

    public IEnumerable<string> TextsOf(int eventId) => _entries.Where(e => e.Id == eventId).Select(e => e.Text);

    public async Task<string> NextAsync(int eventId)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        for (; ; )
        {
            if (TextsOf(eventId).FirstOrDefault() is { } text)
            {
                return text;
            }

            await _added.WaitAsync(limit.Token);
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        _entries.Enqueue((eventId.Id, formatter(state, exception)));
        _added.Release();
    }

    public void Dispose()
    {
    }
}
