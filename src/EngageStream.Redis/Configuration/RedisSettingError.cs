namespace EngageStream.Redis.Configuration;

/// <summary>One thing wrong with the settings of the projection. It never holds a secret's value.</summary>
/// <param name="Key">Dotted key, such as <c>redis.batch</c>.</param>
/// <param name="Problem">What is wrong.</param>
/// <param name="Remedy">What to do about it.</param>
public sealed record RedisSettingError(string Key, string Problem, string Remedy)
{
    /// <summary>The error in one line.</summary>
    public override string ToString() => $"{Key}: {Problem}; {Remedy}";
}
