using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace EngageStream.Deploy.Tests.Support;

/// <summary>A node of a YAML document that is asked by path; what is not there is an empty node, so that questions chain.</summary>
internal sealed class Yaml
{
    private readonly YamlNode? _node;

    private Yaml(YamlNode? node, string path)
    {
        _node = node;
        Path = path;
    }

    /// <summary>Where it is, for messages.</summary>
    public string Path { get; }

    public bool Exists => _node is not null;

    /// <summary>Its text; a failed assertion where it is none.</summary>
    public string Text => _node is YamlScalarNode scalar
        ? scalar.Value ?? ""
        : throw new InvalidDataException($"{Path} is {(Exists ? "no text" : "missing")}");

    /// <summary>Its text, or null where it is not there.</summary>
    public string? TextOrNull => Exists ? Text : null;

    /// <summary>Whether it is a key without a value.</summary>
    public bool IsNull => _node is YamlScalarNode { Style: ScalarStyle.Plain, Value: "" or "~" or "null" };

    public bool IsMap => _node is YamlMappingNode;

    public bool IsList => _node is YamlSequenceNode;

    public bool IsPlain => _node is YamlScalarNode { Style: ScalarStyle.Plain };

    public IEnumerable<Yaml> Items =>
        _node is YamlSequenceNode list ? list.Children.Select((child, i) => new Yaml(child, $"{Path}[{i}]")) : [];

    public IEnumerable<string> Keys => Entries.Select(entry => entry.Key);

    public IEnumerable<KeyValuePair<string, Yaml>> Entries => _node is YamlMappingNode map
        ? map.Children.Select(pair => KeyValuePair.Create(((YamlScalarNode)pair.Key).Value!, new Yaml(pair.Value, $"{Path}.{pair.Key}")))
        : [];

    /// <summary>The texts of a flat map.</summary>
    public IReadOnlyDictionary<string, string> Map => Entries.ToDictionary(entry => entry.Key, entry => entry.Value.Text);

    public Yaml this[string key] => new(
        _node is YamlMappingNode map && map.Children.TryGetValue(new YamlScalarNode(key), out YamlNode? child) ? child : null,
        $"{Path}.{key}");

    /// <summary>This node and all below it.</summary>
    public IEnumerable<Yaml> All =>
        Items.Concat(Entries.Select(entry => entry.Value)).SelectMany(child => child.All).Prepend(this);

    /// <summary>The documents of a text, empty ones left out.</summary>
    public static IReadOnlyList<Yaml> Documents(string text, string origin)
    {
        var stream = new YamlStream();
        // The anchors and "<<" of compose files are resolved here; other files have none.
        stream.Load(new MergingParser(new Parser(new StringReader(text))));
        return [.. stream.Documents.Select(d => new Yaml(d.RootNode, origin)).Where(d => d.IsMap)];
    }

    public static Yaml Single(string text, string origin) => Assert.Single(Documents(text, origin));

    /// <summary>The same as JSON, by YAML's core types.</summary>
    public JsonNode? ToJson() => _node switch
    {
        YamlMappingNode => new JsonObject(Entries.Select(e => KeyValuePair.Create(e.Key, e.Value.ToJson()))),
        YamlSequenceNode => new JsonArray([.. Items.Select(i => i.ToJson())]),
        YamlScalarNode { Style: ScalarStyle.Plain } when IsNull => null,
        YamlScalarNode { Style: ScalarStyle.Plain, Value: "true" or "false" } => JsonValue.Create(Text == "true"),
        YamlScalarNode { Style: ScalarStyle.Plain } when long.TryParse(Text, out long whole) => JsonValue.Create(whole),
        _ => JsonValue.Create(Text),
    };
}
