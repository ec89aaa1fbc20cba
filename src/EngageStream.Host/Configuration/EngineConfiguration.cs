using EngageStream.Host.Cli;
using EngageStream.Host.Projections;
using EngageStream.Host.Yaml;
using EngageStream.Runtime.Configuration;

namespace EngageStream.Host.Configuration;

/// <summary>The engine's configuration from its three sources: flags win over the environment, the environment over the file.</summary>
public static class EngineConfiguration
{
    private const string PlaybookKey = "playbook";

    /// <summary>Reads, merges and validates.</summary>
    /// <param name="file">Configuration file, or null for none. A relative playbook path in it is relative to it.</param>
    /// <param name="environment">Environment variables.</param>
    /// <param name="flags">Texts of <c>--set</c>.</param>
    /// <param name="requirePlaybook">Whether there must be a playbook.</param>
    /// <exception cref="CommandException">Something is wrong; the message lists every fault with its origin.</exception>
    public static EngineOptions Load(
        string? file, IReadOnlyDictionary<string, string> environment, IEnumerable<string> flags, bool requirePlaybook = true)
    {
        IReadOnlyList<YamlError> faults = [];
        IReadOnlyDictionary<string, Setting> fromFile = file is null
            ? new Dictionary<string, Setting>()
            : FlatYaml.Read(File.ReadAllText(file), file, out faults);
        IReadOnlyDictionary<string, Setting> merged = Merge(
            BesideFile(fromFile, file), EnvironmentSettings.Read(environment), SetFlags.Read(flags));
        EngineOptions options = EngineOptionsBinder.Bind(merged.ToDictionary(s => s.Key, s => s.Value.Value),
            out IReadOnlyList<ConfigurationError> errors);
        errors = [.. errors, .. RedisSettings.Check(options)];
        if (requirePlaybook && options.PlaybookPath.Length == 0)
        {
            errors = [.. errors, new ConfigurationError(PlaybookKey, "is missing", "name the playbook's file or folder")];
        }

        if (faults.Count + errors.Count > 0)
        {
            IEnumerable<string> lines = faults.Select(f => f.ToString()).Concat(errors.Select(e => $"{Origin(merged, e.Key)}{e}"));
            throw new CommandException(ExitCode.Invalid, $"The configuration is not valid:\n  {string.Join("\n  ", lines)}");
        }

        return options;
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

    private static string Origin(IReadOnlyDictionary<string, Setting> settings, string key) =>
        settings.TryGetValue(key, out Setting? setting) ? $"{setting.Origin}: " : "";

    private static IReadOnlyDictionary<string, Setting> BesideFile(IReadOnlyDictionary<string, Setting> settings, string? file)
    {
        if (file is null || !settings.TryGetValue(PlaybookKey, out Setting? playbook) || playbook.Value.Length == 0)
        {
            return settings;
        }

        string folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        Setting absolute = playbook with { Value = Path.Combine(folder, playbook.Value) };
        return Merge(settings, new Dictionary<string, Setting> { [PlaybookKey] = absolute });
    }
}
