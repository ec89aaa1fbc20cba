namespace EngageStream.Redis.Configuration;

/// <summary>Settings of the projection to Redis; <see cref="RedisOptionsBinder"/> fills and checks it.</summary>
public sealed record RedisOptions
{
    /// <summary>Servers as host:port: a primary, and its replicas if there are any. Default none: there is no projection.</summary>
    public IReadOnlyList<string> Servers { get; init; } = [];

    /// <summary>Whether <c>engagestream run</c> projects, too. Default yes.</summary>
    public bool ProjectInRun { get; init; } = true;

    /// <summary>User to log in as; empty for Redis' default user. Default empty.</summary>
    public string User { get; init; } = "";

    /// <summary>Password; empty for none. Default empty.</summary>
    public string Password { get; init; } = "";

    /// <summary>Whether to speak TLS. Default no.</summary>
    public bool Tls { get; init; }

    /// <summary>PEM file of the authorities to trust; empty for those of the system. Default empty.</summary>
    public string TlsCa { get; init; } = "";

    /// <summary>PEM file of the certificate to show; empty for none. Default empty.</summary>
    public string TlsCertificate { get; init; } = "";

    /// <summary>PEM file of the certificate's key. Default empty.</summary>
    public string TlsKey { get; init; } = "";

    /// <summary>Number of the database. Default 0; 0 to 1,000,000.</summary>
    public int Database { get; init; }

    /// <summary>Start of every key. Default <c>engage:</c>.</summary>
    public string Prefix { get; init; } = "engage:";

    /// <summary>How long after their last profile people are kept; zero for ever. Default zero; at least a minute.</summary>
    public TimeSpan Expiry { get; init; }

    /// <summary>Most profiles in one step of Redis. Default 500; 1 to 10,000.</summary>
    public int Batch { get; init; } = 500;

    /// <summary>Whether to keep one more sorted set, of everybody by risk. Default false: there is one for each stage.</summary>
    public bool RiskOfEverybody { get; init; }

    /// <summary>Whether there is a Redis.</summary>
    public bool IsUsed => Servers.Count > 0;

    /// <summary>Where Redis is: all that may be told of the settings, since one of them is the password.</summary>
    public override string ToString() => string.Join(',', Servers);
}
