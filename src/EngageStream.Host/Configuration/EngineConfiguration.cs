using EngageStream.Host.Cli;
using EngageStream.Host.Projections;
using EngageStream.Host.Yaml;
using EngageStream.Runtime.Configuration;

namespace EngageStream.Host.Configuration;

/// <summary>
/// The engine's configuration from its three sources: flags win over the environment, the environment over the file. Wherever a
/// setting K is made, K.file may name a file that holds it.
/// </summary>
public static class EngineConfiguration
{
    private const string PlaybookKey = "playbook";
    private const string ServersKey = "kafka.bootstrap.servers";

    /// <summary>Reads, merges and validates.</summary>
    /// <param name="file">Configuration file, or null for none. Relative paths in it are relative to it.</param>
    /// <param name="environment">Environment variables.</param>
    /// <param name="flags">Texts of <c>--set</c>.</param>
    /// <param name="requirePlaybook">Whether there must be a playbook.</param>
    /// <param name="warn">Takes what is doubtful: secrets that others can see.</param>
    /// <exception cref="CommandException">
    /// Something is wrong; the message lists every fault with its origin, and the value of no secret.
    /// </exception>
    public static EngineOptions Load(
        string? file,
        IReadOnlyDictionary<string, string> environment,
        IEnumerable<string> flags,
        bool requirePlaybook = true,
        Action<string>? warn = null)
    {
        warn ??= static _ => { };
        IReadOnlyDictionary<string, Setting> fromFile = FromFile(file, warn, out IReadOnlyList<YamlError> faults);
        return Bind(Merge(fromFile, EnvironmentSettings.Read(environment), FromFlags(flags, warn)), faults, requirePlaybook, warn);
    }

    /// <summary>The settings <c>kafka.*</c> alone, without <c>kafka.</c> before them, for commands that have no application.</summary>
    /// <param name="file">Configuration file, or null for none.</param>
    /// <param name="environment">Environment variables.</param>
    /// <param name="flags">Texts of <c>--set</c>.</param>
    /// <param name="bootstrap">Kafka's servers where they were given apart: they win.</param>
    /// <param name="defaultBootstrap">Kafka's servers where they are given nowhere.</param>
    /// <param name="warn">Takes what is doubtful.</param>
    /// <exception cref="CommandException">Something is wrong.</exception>
    public static IReadOnlyDictionary<string, string> LoadKafka(
        string? file,
        IReadOnlyDictionary<string, string> environment,
        IEnumerable<string> flags,
        string? bootstrap,
        string defaultBootstrap,
        Action<string> warn)
    {
        var lowest = new Dictionary<string, Setting> { [ServersKey] = new(defaultBootstrap, "--bootstrap") };
        Dictionary<string, Setting> highest = bootstrap is null ? [] : new() { [ServersKey] = new(bootstrap, "--bootstrap") };
        IReadOnlyDictionary<string, Setting> fromFile = FromFile(file, warn, out IReadOnlyList<YamlError> faults);
        return Bind(
            Merge(lowest, fromFile, EnvironmentSettings.Read(environment), FromFlags(flags, warn), highest), faults, false, warn).Kafka;
    }

    /// <summary>Merges sources, later ones winning.</summary>
    public static IReadOnlyDictionary<string, Setting> Merge(params IReadOnlyDictionary<string, Setting>[] sources)
    {
        var merged = new Dictionary<string, Setting>(StringComparer.Ordinal);
        foreach ((string key, Setting setting) in sources.SelectMany(source => source))
        {
            merged[key] = setting;
        }

        return merged;
    }

    private static EngineOptions Bind(
        IReadOnlyDictionary<string, Setting> merged, IReadOnlyList<YamlError> faults, bool requirePlaybook, Action<string> warn)
    {
        var errors = new List<ConfigurationError>();
        IReadOnlyDictionary<string, Setting> settings = SettingFiles.Resolve(merged, errors, warn);
        EngineOptions options = EngineOptionsBinder.Bind(
            settings.ToDictionary(s => s.Key, s => s.Value.Value), out IReadOnlyList<ConfigurationError> found);
        errors.AddRange(found);
        errors.AddRange(RedisSettings.Check(options));
        if (requirePlaybook && options.PlaybookPath.Length == 0)
        {
            errors.Add(new ConfigurationError(PlaybookKey, "is missing", "name the playbook's file or folder"));
        }

        if (faults.Count + errors.Count > 0)
        {
            Redactor redactor = Redactor.Of(settings.Select(s => KeyValuePair.Create(s.Key, s.Value.Value)));
            IEnumerable<string> lines = faults.Select(f => f.ToString())
                .Concat(errors.Select(e => $"{Origin(settings, merged, e.Key)}{e}"))
                .Select(redactor.Clean);
            throw new CommandException(ExitCode.Invalid, $"The configuration is not valid:\n  {string.Join("\n  ", lines)}");
        }

        return options;
    }

    private static string Origin(IReadOnlyDictionary<string, Setting> settings, IReadOnlyDictionary<string, Setting> merged, string key) =>
        settings.TryGetValue(key, out Setting? setting) || merged.TryGetValue(key, out setting) ? $"{setting.Origin}: " : "";

    private static IReadOnlyDictionary<string, Setting> FromFlags(IEnumerable<string> flags, Action<string> warn)
    {
        IReadOnlyDictionary<string, Setting> settings = SetFlags.Read(flags);
        foreach (string key in settings.Keys.Where(SecretKeys.IsSecret))
        {
            warn($"--set {key}: while the program runs, every user of this machine can see its arguments; name a file by {key}.file");
        }

        return settings;
    }

    // Relative paths of the file's own are relative to it: those of the playbook and of files that hold values.
    private static Dictionary<string, Setting> FromFile(string? file, Action<string> warn, out IReadOnlyList<YamlError> faults)
    {
        if (file is null)
        {
            faults = [];
            return [];
        }

        IReadOnlyDictionary<string, Setting> settings = FlatYaml.Read(File.ReadAllText(file), file, out faults);
        if (settings.Keys.FirstOrDefault(SecretKeys.IsSecret) is { } secret && SecretFile.IsPublic(file))
        {
            warn($"{secret}: {SecretFile.PublicWarning(file)}, or name a file by {secret}.file");
        }

        string folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        return settings.ToDictionary(
            s => s.Key,
            s => (s.Key == PlaybookKey || SettingFiles.IsFileKey(s.Key)) && s.Value.Value.Length > 0
                ? s.Value with { Value = Path.Combine(folder, s.Value.Value) }
                : s.Value,
            StringComparer.Ordinal);
    }
}
