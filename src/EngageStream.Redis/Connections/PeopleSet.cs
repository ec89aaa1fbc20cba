using StackExchange.Redis;

namespace EngageStream.Redis.Connections;

/// <summary>A set of people.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Field">Field of their hashes that puts them there.</param>
/// <param name="Value">Value of the field.</param>
internal sealed record PeopleSet(RedisKey Key, string Field, string Value);
