using EngageStream.Console.Ports;
using EngageStream.Host.Projections;
using EngageStream.Redis.Configuration;
using EngageStream.Redis.Reading;
using EngageStream.Runtime.Configuration;

namespace EngageStream.Host.Api;

/// <summary>The API's list of people of a stage, from the projection to Redis.</summary>
internal sealed class RedisUserIndex(StageIndex index) : IUserIndex, IAsyncDisposable
{
    /// <summary>The list of an application; <see langword="null"/> where it has no Redis. It connects when it is first asked.</summary>
    public static RedisUserIndex? Of(EngineOptions options)
    {
        RedisOptions redis = RedisSettings.Of(options);
        return redis.IsUsed ? new RedisUserIndex(new StageIndex(redis, $"{options.ApplicationId}-{options.NodeId}-api")) : null;
    }

    /// <inheritdoc/>
    public async Task<UserPage> ListAsync(string stage, int limit, string? cursor, CancellationToken cancel)
    {
        StagePage page = await index.ReadAsync(stage, limit, cursor, cancel).ConfigureAwait(false);
        return new UserPage([.. page.People.Select(person => new RankedUser(person.UserId, person.Risk))], page.Next);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => index.DisposeAsync();
}
