using EngageStream.Domain.Naming;

namespace EngageStream.Runtime.Configuration;

/// <summary>Makes <see cref="EngineOptions"/> from dotted keys, whatever they were read from.</summary>
public static class EngineOptionsBinder
{
    /// <summary>Binds and validates.</summary>
    /// <param name="flat">Values by dotted key.</param>
    /// <param name="errors">Everything that is wrong: unknown keys, values of the wrong kind or out of range.</param>
    /// <returns>The options; to be used only when there are no errors.</returns>
    public static EngineOptions Bind(IReadOnlyDictionary<string, string> flat, out IReadOnlyList<ConfigurationError> errors)
    {
        ArgumentNullException.ThrowIfNull(flat);
        var found = new List<ConfigurationError>();
        var kafka = new Dictionary<string, string>();
        var redis = new Dictionary<string, string>();
        var options = new EngineOptions();
        foreach ((string key, string text) in flat.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (key.StartsWith(OptionKeys.KafkaPrefix, StringComparison.Ordinal) && key.Length > OptionKeys.KafkaPrefix.Length)
            {
                kafka[key[OptionKeys.KafkaPrefix.Length..]] = text;
            }
            else if (key.StartsWith(OptionKeys.RedisPrefix, StringComparison.Ordinal) && key.Length > OptionKeys.RedisPrefix.Length)
            {
                redis[key[OptionKeys.RedisPrefix.Length..]] = text;
            }
            else
            {
                options = Set(options, key, text.Trim(), found);
            }
        }

        options = options with { Kafka = kafka, Redis = redis.Count == 0 ? options.Redis : redis };
        errors = [.. found, .. options.Validate()];
        return options;
    }

    private static EngineOptions Set(EngineOptions options, string key, string text, List<ConfigurationError> errors)
    {
        OptionKey? option = OptionKeys.All.FirstOrDefault(candidate => candidate.Key == key);
        if (option is null)
        {
            string? nearest = NearestName.Of(key, OptionKeys.All.Select(candidate => candidate.Key).Append("kafka.bootstrap.servers"));
            errors.Add(new ConfigurationError(
                key, "is not a setting", nearest is null ? "docs/configuration.md lists all" : $"did you mean {nearest}?"));
            return options;
        }

        EngineOptions? changed = option.Apply(options, text);
        if (changed is null)
        {
            string shown = SecretKeys.IsSecret(key) ? "its value" : $"'{text}'";
            errors.Add(new ConfigurationError(key, $"{shown} cannot be read", $"give {option.Range.Replace("`", "", StringComparison.Ordinal)}"));
        }

        return changed ?? options;
    }
}
