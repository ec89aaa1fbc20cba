using EngageStream.Console.Ports;
using EngageStream.Redis.Reading;

namespace EngageStream.Host.Api;

/// <summary>The API's list of people of a stage, from the projection to Redis.</summary>
internal sealed class RedisUserIndex(StageIndex index) : IUserIndex
{
    /// <inheritdoc/>
    public async Task<UserPage> ListAsync(string stage, int limit, string? cursor, CancellationToken cancel)
    {
        StagePage page = await index.ReadAsync(stage, limit, cursor, cancel).ConfigureAwait(false);
        return new UserPage([.. page.People.Select(person => new RankedUser(person.UserId, person.Risk))], page.Next);
    }
}
