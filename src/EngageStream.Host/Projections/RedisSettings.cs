using EngageStream.Domain.Naming;
using EngageStream.Redis.Configuration;
using EngageStream.Redis.Projection;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Topics;

namespace EngageStream.Host.Projections;

/// <summary>What the engine's settings say about the projection to Redis.</summary>
internal static class RedisSettings
{
    /// <summary>Everything that is wrong with the <c>redis.*</c> settings.</summary>
    public static IEnumerable<ConfigurationError> Check(EngineOptions options)
    {
        RedisOptionsBinder.Bind(options.Redis, NearestName.Of, out IReadOnlyList<RedisSettingError> errors);
        return errors.Select(error => new ConfigurationError(error.Key, error.Problem, error.Remedy));
    }

    /// <summary>The settings of Redis; they have been checked.</summary>
    public static RedisOptions Of(EngineOptions options) => RedisOptionsBinder.Bind(options.Redis, NearestName.Of, out _);

    /// <summary>
    /// Where profiles come from. The projection has a group of its own beside the engine's, so that it may run in other processes.
    /// </summary>
    public static ProjectionSource Source(EngineOptions options)
    {
        Dictionary<string, string> consumer = KafkaSettings.Consumer(options, "redis");
        consumer["group.id"] = GroupOf(options);
        return new ProjectionSource(
            new TopicNames(options.Topics.Prefix).Profiles, consumer, $"{options.ApplicationId}-{options.NodeId}");
    }

    /// <summary>Consumer group of an application's projections.</summary>
    public static string GroupOf(EngineOptions options) => $"{options.ApplicationId}-redis";
}
