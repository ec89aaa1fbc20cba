using System.Globalization;
using EngageStream.Redis.Projection;
using StackExchange.Redis;

namespace EngageStream.Redis.Tests.Support;

/// <summary>Everything below a prefix in lines, sorted: what a reader of Redis can see.</summary>
internal static class RedisContent
{
    /// <summary>What is in Redis, bookkeeping apart.</summary>
    public static async Task<List<string>> ReadAsync(IDatabase database, string prefix)
    {
        var lines = new List<string>();
        IServer server = database.Multiplexer.GetServer(database.Multiplexer.GetEndPoints()[0]);
        await foreach (RedisKey key in server.KeysAsync(database.Database, prefix + "*", pageSize: 1000))
        {
            string name = ((string)key!)[prefix.Length..];
            if (name.StartsWith("position:", StringComparison.Ordinal) || name is "projection" or "stages" or "expiry")
            {
                continue;
            }

            lines.AddRange(await LinesAsync(database, key, name));
        }

        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    /// <summary>What must be in Redis for these latest profiles.</summary>
    public static List<string> Expected(IReadOnlyDictionary<string, string> latest)
    {
        var lines = new List<string>();
        foreach ((string user, string json) in latest)
        {
            SortedDictionary<string, string> fields = Profile.FieldsOf(json);
            lines.AddRange(fields.Select(field => $"user:{user} {field.Key}={field.Value}"));
            string score = Score(double.Parse(fields.GetValueOrDefault("risk", "0"), CultureInfo.InvariantCulture));
            lines.Add($"band:{fields["band"]} {user}");
            if (fields.TryGetValue("stage", out string? stage))
            {
                lines.Add($"stage:{stage} {user}");
                lines.Add($"risk:stage:{stage} {user}={score}");
            }
        }

        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    private static async Task<IEnumerable<string>> LinesAsync(IDatabase database, RedisKey key, string name) => await database.KeyTypeAsync(key) switch
    {
        RedisType.Hash => (await database.HashGetAllAsync(key)).Where(field => field.Name != "_position").Select(field => $"{name} {field.Name}={field.Value}"),
        RedisType.Set => (await database.SetMembersAsync(key)).Select(member => $"{name} {member}"),
        RedisType.SortedSet => (await database.SortedSetRangeByRankWithScoresAsync(key)).Select(row => $"{name} {row.Element}={Score(row.Score)}"),
        RedisType other => [$"{name} is a {other}"],
    };

    private static string Score(double score) => score.ToString("R", CultureInfo.InvariantCulture);
}
