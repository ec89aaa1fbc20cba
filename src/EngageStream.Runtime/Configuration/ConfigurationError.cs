namespace EngageStream.Runtime.Configuration;

/// <summary>One thing wrong with the configuration.</summary>
/// <param name="Key">Dotted key, such as <c>commit.interval.ms</c>.</param>
/// <param name="Problem">What is wrong.</param>
/// <param name="Remedy">What to do about it.</param>
public sealed record ConfigurationError(string Key, string Problem, string Remedy)
{
    /// <summary>The error in one line.</summary>
    public override string ToString() => $"{Key}: {Problem}; {Remedy}";
}
