using System.Globalization;

namespace EngageStream.Redis.Configuration;

/// <summary>Every key of the projection to Redis.</summary>
public static class RedisOptionKeys
{
    private const int MaxPrefix = 100;

    /// <summary>Prefix of all of them.</summary>
    public const string Prefix = "redis.";

    /// <summary>The keys, in the order of the documentation.</summary>
    public static IReadOnlyList<RedisOptionKey> All { get; } =
    [
        new("redis.servers", "", "host:port, separated by commas, empty for none",
            "Where Redis is: a primary, and its replicas if there are any. Without it there is no projection.",
            (options, text) => Servers(text) is { } servers ? options with { Servers = servers } : null),
        new("redis.projection", "on", "`on` or `off`",
            "Whether `engagestream run` projects, too; off where `engagestream project redis` does it in a process of its own.",
            (options, text) => Switch(text) is { } on ? options with { ProjectInRun = on } : null),
        new("redis.user", "", "a name, empty for Redis' default user",
            "User to log in as.",
            (options, text) => options with { User = text }),
        new("redis.password", "", "a text, empty for none",
            "Password to log in with. It is shown nowhere.",
            (options, text) => options with { Password = text }, Secret: true),
        new("redis.tls", "off", "`on` or `off`",
            "Whether to speak TLS with Redis.",
            (options, text) => Switch(text) is { } on ? options with { Tls = on } : null),
        new("redis.tls.ca", "", "a PEM file, empty for the system's authorities",
            "Authorities of which one must have signed the server's certificate.",
            (options, text) => options with { TlsCa = text }),
        new("redis.tls.cert", "", "a PEM file, empty for none",
            "Certificate to show to servers that ask for one.",
            (options, text) => options with { TlsCertificate = text }),
        new("redis.tls.key", "", "a PEM file",
            "Key of that certificate.",
            (options, text) => options with { TlsKey = text }),
        new("redis.database", "0", "0 to 1000000",
            "Number of the database.",
            (options, text) => Whole(text, 0, 1_000_000) is int n ? options with { Database = n } : null),
        new("redis.prefix", "engage:", "1 to 100 visible ASCII characters",
            "Start of every key. Applications that share a Redis need one each; in a cluster it must hold a hash tag, such as `{engage}:`.",
            (options, text) => IsPrefix(text) ? options with { Prefix = text } : null),
        new("redis.expiry", "0", "0 for never, else a number with `s`, `m`, `h` or `d`, from `1m` to `36500d`",
            "How long after their last profile people are kept. Profiles come when stage, band or a trait changes, not with every event: choose it longer than the longest stage.",
            (options, text) => ExpiryText.Parse(text) is { } expiry ? options with { Expiry = expiry } : null),
        new("redis.batch", "500", "1 to 10000",
            "Most profiles in one step of Redis, which answers nobody else meanwhile (some 20 µs a profile).",
            (options, text) => Whole(text, 1, 10_000) is int n ? options with { Batch = n } : null),
        new("redis.risk.everybody", "off", "`on` or `off`",
            "Whether to keep a sorted set of everybody by churn risk, too; those of each stage are always kept. It costs some 15 % of the speed. Rebuild after switching it on; delete the key `risk` after switching it off.",
            (options, text) => Switch(text) is { } on ? options with { RiskOfEverybody = on } : null),
    ];

    private static int? Whole(string text, int least, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int n) && n >= least && n <= most ? n : null;

    private static bool? Switch(string text) => text switch
    {
        "on" => true,
        "off" => false,
        _ => null,
    };

    private static bool IsPrefix(string text) => text.Length is > 0 and <= MaxPrefix && text.All(c => c is > ' ' and <= '~');

    private static string[]? Servers(string text)
    {
        string[] servers = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return Array.TrueForAll(servers, IsServer) ? servers : null;
    }

    private static bool IsServer(string text)
    {
        int colon = text.LastIndexOf(':');
        return colon > 0 && Whole(text[(colon + 1)..], 1, ushort.MaxValue) is not null
            && (text[0] == '[' ? text[colon - 1] == ']' : !text[..colon].Contains(':', StringComparison.Ordinal))
            && text.All(c => c is > ' ' and <= '~' and not '=');
    }
}
