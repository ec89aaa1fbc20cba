namespace EngageStream.Redis.Configuration;

/// <summary>One key of the projection's settings: the single source of the binder and of docs/configuration.md.</summary>
/// <param name="Key">Dotted key, <c>redis.</c> included.</param>
/// <param name="Default">Default as it would be written.</param>
/// <param name="Range">Allowed values, with unit.</param>
/// <param name="Meaning">What it does.</param>
/// <param name="Apply">Sets a value; <see langword="null"/> if the text is not of the right kind or out of range.</param>
/// <param name="Secret">Whether errors must not show the value.</param>
public sealed record RedisOptionKey(
    string Key, string Default, string Range, string Meaning, Func<RedisOptions, string, RedisOptions?> Apply, bool Secret = false);
