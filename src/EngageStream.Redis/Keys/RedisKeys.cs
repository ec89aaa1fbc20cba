using System.Globalization;
using System.Text;
using StackExchange.Redis;

namespace EngageStream.Redis.Keys;

/// <summary>
/// Names of the keys, as docs/redis.md documents them. With the prefix <c>engage:</c>:
/// <code>
/// engage:user:ann             hash        the person: stage, band, risk, and the profile as published
/// engage:stage:growth         set         people of a stage
/// engage:band:high            set         people of a risk band
/// engage:risk                 sorted set  everybody, by risk, only with redis.risk.everybody
/// engage:risk:stage:growth    sorted set  people of a stage, by risk
/// engage:stages               set         stages that there were
/// engage:expiry               sorted set  people by the time at which they expire, only with redis.expiry
/// engage:position:3           hash        how far partition 3 has been projected
/// engage:projection           hash        whose projection this is, in which layout
///
/// engage:segment:NAME         set         kept free for segments
/// engage:risk:segment:NAME    sorted set  kept free for segments
/// engage:segments             set         kept free for segments
/// </code>
/// </summary>
internal sealed class RedisKeys(string prefix)
{
    /// <summary>Names of the bands: one of <c>Domain.Churn.RiskBand</c>'s, as profiles spell them.</summary>
    public static IReadOnlyList<string> Bands { get; } = ["low", "medium", "high"];

    /// <summary>Start of every key.</summary>
    public string Prefix { get; } = prefix;

    /// <summary>Whose projection this is.</summary>
    public RedisKey Projection { get; } = prefix + "projection";

    /// <summary>Stages that there were.</summary>
    public RedisKey Stages { get; } = prefix + "stages";

    /// <summary>People by the time at which they expire.</summary>
    public RedisKey Expiry { get; } = prefix + "expiry";

    /// <summary>Everybody, by risk.</summary>
    public RedisKey Risk { get; } = prefix + "risk";

    /// <summary>
    /// Whether all keys lie in one slot of a cluster: the prefix has a hash tag, such as <c>{engage}:</c>.
    /// </summary>
    public bool InOneSlot
    {
        get
        {
            int open = Prefix.IndexOf('{', StringComparison.Ordinal);
            return open >= 0 && Prefix.IndexOf('}', open) > open + 1;
        }
    }

    /// <summary>The hash of a person.</summary>
    public RedisKey User(string id) => Encoding.UTF8.GetBytes($"{Prefix}user:{id}");

    /// <summary>People of a stage.</summary>
    public RedisKey Stage(string name) => $"{Prefix}stage:{name}";

    /// <summary>People of a band.</summary>
    public RedisKey Band(string name) => $"{Prefix}band:{name}";

    /// <summary>People of a stage, by risk.</summary>
    public RedisKey RiskOfStage(string name) => $"{Prefix}risk:stage:{name}";

    /// <summary>How far a partition has been projected.</summary>
    public RedisKey Position(int partition) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}position:{partition}");
}
