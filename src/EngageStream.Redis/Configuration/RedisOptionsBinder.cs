namespace EngageStream.Redis.Configuration;

/// <summary>Makes <see cref="RedisOptions"/> from settings, whatever they were read from, and checks them.</summary>
public static class RedisOptionsBinder
{
    /// <summary>Binds and checks.</summary>
    /// <param name="settings">Values by key without <c>redis.</c>, such as <c>tls.ca</c>.</param>
    /// <param name="nearest">Finds the name that was probably meant among those that there are.</param>
    /// <param name="errors">Everything that is wrong.</param>
    /// <returns>The options; to be used only when there are no errors.</returns>
    public static RedisOptions Bind(
        IReadOnlyDictionary<string, string> settings,
        Func<string, IEnumerable<string>, string?> nearest,
        out IReadOnlyList<RedisSettingError> errors)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(nearest);
        var found = new List<RedisSettingError>();
        var options = new RedisOptions();
        foreach ((string name, string text) in settings.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            string key = RedisOptionKeys.Prefix + name;
            RedisOptionKey? option = RedisOptionKeys.All.FirstOrDefault(candidate => candidate.Key == key);
            if (option is null)
            {
                string? meant = nearest(key, RedisOptionKeys.All.Select(candidate => candidate.Key));
                found.Add(new(key, "is not a setting", meant is null ? "docs/configuration.md lists all" : $"did you mean {meant}?"));
                continue;
            }

            // A secret is taken as it is: blanks may belong to it.
            RedisOptions? changed = option.Apply(options, option.Secret ? text : text.Trim());
            if (changed is null)
            {
                string problem = option.Secret ? "cannot be read" : $"'{text}' cannot be used";
                found.Add(new(key, problem, $"give {option.Range.Replace("`", "", StringComparison.Ordinal)}"));
            }

            options = changed ?? options;
        }

        CheckTogether(settings, options, found);
        errors = found;
        return options;
    }

    private static void CheckTogether(IReadOnlyDictionary<string, string> settings, RedisOptions options, List<RedisSettingError> errors)
    {
        if (!options.IsUsed && settings.Count > 0 && errors.Count == 0 && !settings.ContainsKey("servers"))
        {
            errors.Add(new(
                "redis.servers", "is missing, so that the other redis.* settings have no use", "name a server, such as 127.0.0.1:6379"));
        }

        if (options.User.Length > 0 && options.Password.Length == 0)
        {
            errors.Add(new("redis.password", $"is missing for the user {options.User}", "set it, or leave redis.user out"));
        }

        bool files = options.TlsCa.Length + options.TlsCertificate.Length + options.TlsKey.Length > 0;
        if (files && !options.Tls)
        {
            errors.Add(new("redis.tls", "is off, so that the other redis.tls.* settings have no use", "set it to on, or leave them out"));
        }

        if (options.TlsCertificate.Length == 0 != (options.TlsKey.Length == 0))
        {
            string missing = options.TlsKey.Length == 0 ? "redis.tls.key" : "redis.tls.cert";
            errors.Add(new(missing, "is missing", "a certificate needs its key and a key its certificate: set both, or neither"));
        }

        CheckFile(errors, "redis.tls.ca", options.TlsCa);
        CheckFile(errors, "redis.tls.cert", options.TlsCertificate);
        CheckFile(errors, "redis.tls.key", options.TlsKey);
    }

    private static void CheckFile(List<RedisSettingError> errors, string key, string file)
    {
        if (file.Length > 0 && !File.Exists(file))
        {
            errors.Add(new(key, $"'{file}' is not there", "name a PEM file"));
        }
    }
}
