using System.Globalization;
using System.Net;
using EngageStream.Redis.Configuration;
using EngageStream.Redis.Keys;
using EngageStream.Redis.Scripts;
using StackExchange.Redis;

namespace EngageStream.Redis.Connections;

/// <summary>The steps that the projection does in Redis. Thread-safe.</summary>
internal sealed class RedisLink : IAsyncDisposable
{
    // Goes up with any change of the keys that readers would notice.
    private const string SchemeVersion = "1";

    private readonly RedisOptions _options;
    private readonly ConnectionMultiplexer _connection;
    private readonly IDatabase _database;
    private readonly RedisValue _topic;
    private readonly RedisValue _expiryMs;

    /// <param name="options">Settings.</param>
    /// <param name="topic">Topic that is projected.</param>
    /// <param name="clientName">As Redis lists the connection.</param>
    /// <exception cref="RedisRefusedException">A certificate cannot be read.</exception>
    public RedisLink(RedisOptions options, string topic, string clientName)
    {
        _options = options;
        _topic = topic;
        _expiryMs = (long)options.Expiry.TotalMilliseconds;
        Keys = new RedisKeys(options.Prefix);
        _connection = RedisConnector.Connect(options, clientName);
        _database = _connection.GetDatabase();
    }

    /// <summary>Names of the keys.</summary>
    public RedisKeys Keys { get; }

    /// <summary>Finds out why Redis does not answer; never fails.</summary>
    public Task<string> DiagnoseAsync() => RedisConnector.DiagnoseAsync(_options);

    /// <summary>Reads how far partitions have been projected, in the order given; what has not begun begins.</summary>
    /// <exception cref="RedisRefusedException">The keys are another topic's projection.</exception>
    public async Task<StoredPosition[]> ReadPositionsAsync(IReadOnlyList<int> partitions)
    {
        RefuseCluster();
        RedisKey[] keys = [Keys.Projection, .. partitions.Select(Keys.Position)];
        RedisResult[] rows = (RedisResult[])(await _database.ScriptEvaluateAsync(ScriptText.Positions, keys, [_topic, SchemeVersion]))!;
        RefuseOther((string)rows[0]!);
        return [.. rows.Skip(1).Select(row => StoredPosition.Of((RedisValue[])row!))];
    }

    /// <summary>Begins a rebuild of partitions.</summary>
    /// <param name="ends">Partitions, each with the offset at which all has been read.</param>
    /// <exception cref="RedisRefusedException">The keys are another topic's projection.</exception>
    public async Task RebuildAsync(IReadOnlyList<(int Partition, long End)> ends)
    {
        RefuseCluster();
        RedisKey[] keys = [Keys.Projection, .. ends.Select(end => Keys.Position(end.Partition))];
        RedisValue[] arguments = [_topic, SchemeVersion, .. ends.Select(end => (RedisValue)end.End)];
        RedisResult[] rows = (RedisResult[])(await _database.ScriptEvaluateAsync(ScriptText.Rebuild, keys, arguments))!;
        RefuseOther((string)rows[0]!);
    }

    /// <summary>Projects a batch where the partition's position is still the one expected.</summary>
    public async Task<ApplyResult> ApplyAsync(int partition, long generation, long expected, long next, ReadOnlyMemory<byte> batch)
    {
        RedisResult[] answer = (RedisResult[])(await _database.ScriptEvaluateAsync(
            ScriptText.Apply,
            [Keys.Position(partition)],
            [Keys.Prefix, partition, generation, expected, next, _expiryMs, batch]))!;
        return (int)answer[0] == 1 ? new ApplyResult(true, (int)answer[1], (int)answer[2]) : default;
    }

    /// <summary>Moves the rebuild of partitions to its next phase.</summary>
    public async Task MovePhaseAsync(IReadOnlyList<(int Partition, long Generation)> partitions, RebuildPhase from, RebuildPhase to)
    {
        RedisKey[] keys = [.. partitions.Select(partition => Keys.Position(partition.Partition))];
        RedisValue[] arguments =
            [StoredPosition.NameOf(from), StoredPosition.NameOf(to), .. partitions.Select(partition => (RedisValue)partition.Generation)];
        await _database.ScriptEvaluateAsync(ScriptText.Phase, keys, arguments);
    }

    /// <summary>Names of the sets of people: by stage and by band.</summary>
    public async Task<IReadOnlyList<PeopleSet>> ReadSetsAsync()
    {
        RedisValue[] stages = await _database.SetMembersAsync(Keys.Stages);
        return
        [
            .. RedisKeys.Bands.Select(band => new PeopleSet(Keys.Band(band), "band", band)),
            .. stages.Select(stage => new PeopleSet(Keys.Stage(stage!), "stage", stage!)),
        ];
    }

    /// <summary>Looks through a part of a set for people whom a rebuild has not seen.</summary>
    /// <returns>Where to go on, <c>0</c> at the end, and how many people were forgotten.</returns>
    public async Task<(string Cursor, int Forgotten)> SweepAsync(PeopleSet set, string cursor, int count, int partitions)
    {
        RedisResult[] answer = (RedisResult[])(await _database.ScriptEvaluateAsync(
            ScriptText.Sweep, [set.Key], [Keys.Prefix, cursor, count, set.Field, set.Value, partitions]))!;
        return ((string)answer[0]!, (int)answer[1]);
    }

    /// <summary>Forgets some people who have expired.</summary>
    /// <returns>How many were looked at, and how many forgotten.</returns>
    public async Task<(int Seen, int Forgotten)> ExpireAsync(int count)
    {
        RedisResult[] answer = (RedisResult[])(await _database.ScriptEvaluateAsync(
            ScriptText.Expire, [Keys.Expiry], [Keys.Prefix, _expiryMs, count]))!;
        return ((int)answer[0], (int)answer[1]);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private void RefuseOther(string topic)
    {
        if (topic != _topic)
        {
            throw new RedisRefusedException(
                $"redis.prefix: the keys that start with {Keys.Prefix} are the projection of {topic}, not of {_topic}; " +
                "choose a prefix or a database of its own, or delete those keys");
        }
    }

    private void RefuseCluster()
    {
        if (!Keys.InOneSlot && Array.Exists(_connection.GetEndPoints(), IsCluster))
        {
            throw new RedisRefusedException(
                $"redis.prefix: {_options} is a cluster, where {Keys.Prefix} spreads keys over servers; choose a prefix with a hash tag, " +
                "such as {engage}:, which keeps them on one");
        }
    }

    private bool IsCluster(EndPoint server)
    {
        IServer known = _connection.GetServer(server);
        return known.IsConnected && known.ServerType == ServerType.Cluster;
    }
}
