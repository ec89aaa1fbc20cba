namespace EngageStream.Runtime.Configuration;

/// <summary>Tells which settings hold secrets: their values never appear in messages, logs or files.</summary>
public static class SecretKeys
{
    // Whole keys, and last parts of keys: librdkafka's, the engine's, and those of other Kafka clients that are given by mistake.
    private static readonly string[] Names = ["kafka.sasl.jaas.config", "kafka.sasl.oauthbearer.config", "kafka.ssl.keystore.key"];
    private static readonly string[] LastParts = ["password", "passphrase", "secret", "secrets", "token", "tokens"];

    /// <summary>Whether a dotted key, such as <c>kafka.sasl.password</c>, is that of a secret.</summary>
    public static bool IsSecret(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Names.Contains(key, StringComparer.OrdinalIgnoreCase)
            || LastParts.Contains(key[(key.LastIndexOf('.') + 1)..], StringComparer.OrdinalIgnoreCase)
            || key.EndsWith("key.pem", StringComparison.OrdinalIgnoreCase);
    }
}
