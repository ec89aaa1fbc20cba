using System.Globalization;
using EngageStream.Redis.Configuration;
using EngageStream.Redis.Connections;
using EngageStream.Redis.Keys;
using EngageStream.Redis.Scripts;
using StackExchange.Redis;

namespace EngageStream.Redis.Reading;

/// <summary>Reads the people of a stage in the order of their risk. It connects when it is first asked. Thread-safe.</summary>
public sealed class StageIndex : IAsyncDisposable
{
    private const int TimeoutMs = 1000;
    private readonly RedisKeys _keys;
    private readonly Lazy<Task<ConnectionMultiplexer>> _connection;

    /// <param name="options">Settings of Redis.</param>
    /// <param name="clientName">As Redis lists the connection; without blanks.</param>
    /// <exception cref="RedisRefusedException">A certificate cannot be read.</exception>
    public StageIndex(RedisOptions options, string clientName)
    {
        ArgumentNullException.ThrowIfNull(options);
        _keys = new RedisKeys(options.Prefix);
        ConfigurationOptions configuration = RedisConnector.Configuration(options, clientName);
        // Somebody waits for the page: an answer that Redis is away is better soon.
        configuration.ConnectRetry = 1;
        configuration.ConnectTimeout = TimeoutMs;
        configuration.AsyncTimeout = TimeoutMs;
        _connection = new Lazy<Task<ConnectionMultiplexer>>(() => ConnectionMultiplexer.ConnectAsync(configuration));
    }

    /// <summary>Reads a page.</summary>
    /// <param name="stage">Name of the stage.</param>
    /// <param name="count">People on a page at most, at least 1.</param>
    /// <param name="cursor">Where the page before ended, or <see langword="null"/> for the first.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="FormatException">The cursor is none.</exception>
    /// <exception cref="IOException">Redis does not answer.</exception>
    public async Task<StagePage> ReadAsync(string stage, int count, string? cursor, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        StageCursor? after = cursor is null ? null : StageCursor.Parse(cursor);

        // One more than asked for tells whether there is another page.
        RedisValue[] arguments = after is { } last ? [count + 1, last.Risk, last.UserId] : [count + 1];
        try
        {
            ConnectionMultiplexer connection = await _connection.Value.WaitAsync(cancel);
            RedisResult answer = await connection.GetDatabase()
                .ScriptEvaluateAsync(ScriptText.Page, [_keys.RiskOfStage(stage)], arguments).WaitAsync(cancel);
            return PageOf((RedisValue[])answer!, count);
        }
        catch (Exception error) when (error is RedisException or TimeoutException)
        {
            throw new IOException($"Redis does not answer ({error.GetType().Name}).", error);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_connection.IsValueCreated)
        {
            await (await _connection.Value).DisposeAsync();
        }
    }

    private static StagePage PageOf(RedisValue[] rows, int count)
    {
        int people = Math.Min(rows.Length / 2, count);
        var page = new List<(string, double)>(people);
        for (int i = 0; i < people; i++)
        {
            page.Add(((string)rows[2 * i]!, double.Parse((string)rows[(2 * i) + 1]!, CultureInfo.InvariantCulture)));
        }

        bool isLast = rows.Length / 2 <= count;
        return new StagePage(
            page, isLast ? null : new StageCursor((string)rows[(2 * people) - 1]!, (string)rows[(2 * people) - 2]!).ToString());
    }
}
