using System.Text.Json;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace EngageStream.Host.Yaml;

/// <summary>YAML scalars as JSON values: plain numbers and true/false are typed, everything else is text.</summary>
public static partial class YamlConstant
{
    /// <summary>The scalar as JSON text.</summary>
    public static string ToJson(YamlScalarNode node)
    {
        string value = node.Value ?? "";
        bool typed = node.Style == ScalarStyle.Plain && (value is "true" or "false" || JsonNumber().IsMatch(value));
        return typed ? value : JsonSerializer.Serialize(value);
    }

    [GeneratedRegex(@"^-?(0|[1-9][0-9]*)(\.[0-9]+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex JsonNumber();
}
