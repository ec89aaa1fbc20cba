using EngageStream.Runtime.Configuration;

namespace EngageStream.Host.Configuration;

/// <summary>
/// Settings whose values are in files of their own: <c>K.file</c> names a file whose content, without its final line break, is the
/// value of <c>K</c>. So a secret need not be in the configuration, the environment or a command line.
/// </summary>
internal static class SettingFiles
{
    private const string Suffix = ".file";

    // These are librdkafka's own settings, which take the name of a file.
    private const string Assertion = "kafka.sasl.oauthbearer.assertion.";

    /// <summary>Whether a key says in which file the value of another is.</summary>
    public static bool IsFileKey(string key) => key.EndsWith(Suffix, StringComparison.Ordinal) && key.Length > Suffix.Length
        && !key.StartsWith(Assertion, StringComparison.Ordinal)
        && !OptionKeys.All.Any(option => option.Key == key);

    /// <summary>Settings with the content of files in the place of their names.</summary>
    /// <param name="settings">Settings by dotted key.</param>
    /// <param name="errors">Takes what is wrong.</param>
    /// <param name="warn">Takes what is doubtful.</param>
    public static IReadOnlyDictionary<string, Setting> Resolve(
        IReadOnlyDictionary<string, Setting> settings, List<ConfigurationError> errors, Action<string> warn)
    {
        var resolved = settings.Where(setting => !IsFileKey(setting.Key)).ToDictionary(StringComparer.Ordinal);
        foreach ((string key, Setting setting) in settings.Where(setting => IsFileKey(setting.Key)))
        {
            string target = key[..^Suffix.Length];
            if (settings.TryGetValue(target, out Setting? direct))
            {
                errors.Add(new ConfigurationError(key, $"{target} is given as well, at {direct.Origin}", "leave one of them out"));
            }
            else if (Read(key, target, setting.Value, errors) is { } value)
            {
                resolved[target] = new Setting(value, $"{setting.Origin}: {key} ({setting.Value})");
                if (SecretKeys.IsSecret(target) && SecretFile.IsPublic(setting.Value))
                {
                    warn($"{key}: {SecretFile.PublicWarning(setting.Value)}");
                }
            }
        }

        return resolved;
    }

    private static string? Read(string key, string target, string path, List<ConfigurationError> errors)
    {
        try
        {
            string value = SecretFile.Read(path);
            if (value.Length > 0 || !SecretKeys.IsSecret(target))
            {
                return value;
            }

            errors.Add(new ConfigurationError(key, $"'{path}' is empty", $"write the value of {target} into it, or name another file"));
        }
        catch (Exception fault) when (fault is IOException or ArgumentException or NotSupportedException)
        {
            errors.Add(new ConfigurationError(
                key, $"'{path}' cannot be read: {fault.Message}", $"name a file that holds the value of {target}"));
        }

        return null;
    }
}
