using System.Text.RegularExpressions;
using EngageStream.Host.Yaml;
using EngageStream.Runtime.Configuration;
using YamlDotNet.RepresentationModel;

namespace EngageStream.Host.Configuration;

/// <summary>
/// Reads a configuration file. Keys may be dotted, nested or both: <c>kafka.bootstrap.servers: x</c> and
/// <c>kafka: { bootstrap.servers: x }</c> say the same; saying it twice is a fault.
/// </summary>
public static partial class FlatYaml
{
    /// <summary>Reads settings by dotted key.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="file">Name of the file, for messages and origins.</param>
    /// <param name="faults">Everything that is wrong.</param>
    public static IReadOnlyDictionary<string, Setting> Read(string text, string file, out IReadOnlyList<YamlError> faults)
    {
        var errors = new YamlErrors(file);
        var settings = new Dictionary<string, Setting>(StringComparer.Ordinal);
        if (YamlText.Load(text, errors, quote: !Secret().IsMatch(text)) is { } root)
        {
            Flatten("", root.Node, file, settings, errors);
        }

        faults = errors.Sorted;
        return settings;
    }

    // A file that is not YAML has no keys yet: what looks like that of a secret suffices.
    [GeneratedRegex(
        @"(password|passphrase|secrets?|tokens?|key\.pem|jaas\.config|oauthbearer\.config|keystore\.key)[""']?\s*:",
        RegexOptions.IgnoreCase)]
    private static partial Regex Secret();

    private static void Flatten(string prefix, YamlMappingNode node, string file, Dictionary<string, Setting> settings, YamlErrors errors)
    {
        foreach ((YamlNode name, YamlNode value) in node.Children)
        {
            string key = $"{prefix}{(name as YamlScalarNode)?.Value}";
            switch (value)
            {
                case YamlMappingNode when SecretKeys.IsSecret(key):
                    errors.Add(value, $"'{key}' must be one value; one that begins with a brace belongs between quotes");
                    break;
                case YamlMappingNode section:
                    Flatten($"{key}.", section, file, settings, errors);
                    break;
                case YamlScalarNode scalar when settings.TryGetValue(key, out Setting? before):
                    string again = SecretKeys.IsSecret(key) ? "" : $" with '{scalar.Value}'";
                    errors.Add(name, $"'{key}' is set already at {before.Origin}; found again{again}");
                    break;
                case YamlScalarNode scalar:
                    settings.Add(key, new Setting(scalar.Value ?? "", $"{file}:{name.Start.Line}"));
                    break;
                default:
                    errors.Add(value, $"'{key}' must be one value; a list belongs between quotes, separated by commas");
                    break;
            }
        }
    }
}
