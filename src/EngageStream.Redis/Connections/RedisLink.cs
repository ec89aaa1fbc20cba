using System.Globalization;
using System.Net;
using EngageStream.Redis.Configuration;
using EngageStream.Redis.Keys;
using EngageStream.Redis.Profiles;
using EngageStream.Redis.Scripts;
using StackExchange.Redis;

namespace EngageStream.Redis.Connections;

/// <summary>The steps that the projection does in Redis. Thread-safe.</summary>
internal sealed class RedisLink : IAsyncDisposable
{
    private readonly RedisOptions _options;
    private readonly ConnectionMultiplexer _connection;
    private readonly IDatabase _database;
    private readonly string _topic;
    private readonly string _layout;
    private readonly RedisValue _expiryMs;

    /// <param name="options">Settings.</param>
    /// <param name="topic">Topic that is projected.</param>
    /// <param name="clientName">As Redis lists the connection.</param>
    /// <exception cref="RedisRefusedException">A certificate cannot be read.</exception>
    public RedisLink(RedisOptions options, string topic, string clientName)
    {
        _options = options;
        _topic = topic;
        _layout = KeyLayout.TextOf(topic);
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
    /// <exception cref="RedisRefusedException">The keys are another topic's projection, or of a later layout.</exception>
    /// <exception cref="EarlierLayoutException">The keys are of an earlier layout.</exception>
    public async Task<StoredPosition[]> ReadPositionsAsync(IReadOnlyList<int> partitions)
    {
        RefuseCluster();
        RedisKey[] keys = [Keys.Projection, .. partitions.Select(Keys.Position)];
        RedisResult[] rows = (RedisResult[])(await _database.ScriptEvaluateAsync(ScriptText.Positions, keys, [_layout]))!;
        string found = (string)rows[0]!;
        RefuseOther(found);
        return found == _layout
            ? [.. rows.Skip(1).Select(row => StoredPosition.Of((RedisValue[])row!))]
            : throw new EarlierLayoutException(found);
    }

    /// <summary>Begins a rebuild of partitions.</summary>
    /// <param name="ends">Partitions, each with the offset at which all has been read.</param>
    /// <exception cref="RedisRefusedException">The keys are another topic's projection, or of a later layout.</exception>
    /// <exception cref="EarlierLayoutException">The keys are of an earlier layout.</exception>
    public async Task RebuildAsync(IReadOnlyList<(int Partition, long End)> ends)
    {
        string found = await BeginRebuildAsync("", ends);
        RefuseOther(found);
        if (found != _layout)
        {
            throw new EarlierLayoutException(found);
        }
    }

    /// <summary>Takes the keys from an earlier layout to this one, by a rebuild; nothing is done where another process was first.</summary>
    /// <param name="earlier">What the keys say of themselves.</param>
    /// <param name="ends">Every partition of the topic, with the offset at which all has been read.</param>
    public async Task ReplaceLayoutAsync(string earlier, IReadOnlyList<(int Partition, long End)> ends) =>
        RefuseOther(await BeginRebuildAsync(earlier, ends));

    /// <summary>Projects a batch where the partition's position is still the one expected.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="generation">Round of its projection.</param>
    /// <param name="expected">Offset at which the batch starts.</param>
    /// <param name="next">Offset behind the batch.</param>
    /// <param name="records">Records that the batch was made of.</param>
    /// <param name="batch">The batch, packed.</param>
    public async Task<ApplyResult> ApplyAsync(
        int partition, long generation, long expected, long next, int records, PackedBatch batch)
    {
        RedisResult[] answer = (RedisResult[])(await _database.ScriptEvaluateAsync(
            ScriptText.Apply,
            [Keys.Position(partition)],
            [
                Keys.Prefix, partition, generation, expected, next, _expiryMs, records, _options.RiskOfEverybody,
                batch.People, .. batch.Profiles.Select(profile => (RedisValue)profile),
            ]))!;
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

    private async Task<string> BeginRebuildAsync(string earlier, IReadOnlyList<(int Partition, long End)> ends)
    {
        RefuseCluster();
        RedisKey[] keys = [Keys.Projection, Keys.Risk, .. ends.Select(end => Keys.Position(end.Partition))];
        RedisValue[] arguments = [_layout, earlier, _options.RiskOfEverybody, .. ends.Select(end => (RedisValue)end.End)];
        RedisResult[] rows = (RedisResult[])(await _database.ScriptEvaluateAsync(ScriptText.Rebuild, keys, arguments))!;
        return (string)rows[0]!;
    }

    private void RefuseOther(string found)
    {
        int? version = KeyLayout.VersionOf(found, _topic);
        if (version is null)
        {
            throw new RedisRefusedException(
                $"redis.prefix: the keys that start with {Keys.Prefix} are the projection of {found}, not of {_topic}; " +
                "choose a prefix or a database of its own, or delete those keys");
        }

        if (version > KeyLayout.Version)
        {
            throw new RedisRefusedException(
                $"redis.prefix: the keys that start with {Keys.Prefix} are of layout {version}, which a later version of this program " +
                $"keeps; this one knows layout {KeyLayout.Version}. Run the later version, or choose another prefix");
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
