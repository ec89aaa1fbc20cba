using EngageStream.Domain.Naming;
using EngageStream.Host.Text;
using EngageStream.Runtime.Configuration;
using YamlDotNet.RepresentationModel;

namespace EngageStream.Host.Yaml;

/// <summary>
/// A mapping of a strict YAML file: keys are asked for by name, and <see cref="Finish"/> reports those that nobody asked for.
/// Methods that find a fault add it to the errors and return null.
/// </summary>
public sealed class YamlSection(YamlMappingNode node, string title, YamlErrors errors)
{
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    /// <summary>The mapping itself, as the place of faults.</summary>
    public YamlMappingNode Node { get; } = node;

    /// <summary>Where faults go.</summary>
    public YamlErrors Errors { get; } = errors;

    /// <summary>Any value, or null when the key is absent.</summary>
    public YamlNode? Find(string key)
    {
        _asked.Add(key);
        return Node.Children.TryGetValue(new YamlScalarNode(key), out YamlNode? value) ? value : null;
    }

    /// <summary>A value that is one scalar, or null when it is absent.</summary>
    public YamlScalarNode? Scalar(string key, bool required = false)
    {
        switch (Find(key))
        {
            case YamlScalarNode { Value.Length: > 0 } scalar:
                return scalar;
            case null when required:
                Errors.Add(Node, $"{title} lacks the key '{key}'");
                return null;
            case null:
                return null;
            case var other:
                Errors.Add(other, $"'{key}' must be one value");
                return null;
        }
    }

    /// <summary>One of a fixed set of words; the first is the default.</summary>
    public string Word(string key, params string[] words)
    {
        YamlScalarNode? scalar = Scalar(key);
        if (scalar is null || words.Contains(scalar.Value, StringComparer.Ordinal))
        {
            return scalar?.Value ?? words[0];
        }

        string hint = NearestName.Hint(scalar.Value!, words);
        Errors.Add(scalar, $"unknown {key} '{scalar.Value}'; expected one of {string.Join(", ", words)}{hint}");
        return words[0];
    }

    /// <summary>A length of time in milliseconds.</summary>
    public long Duration(string key, long absent, long least)
    {
        YamlScalarNode? scalar = Scalar(key);
        if (scalar is null)
        {
            return absent;
        }

        if (!DurationText.TryParse(scalar.Value!, out long length) || length < least)
        {
            Errors.Add(scalar, $"'{key}' must be {DurationText.Expected}, at least {least / 1000}s; found '{scalar.Value}'");
            return absent;
        }

        return length;
    }

    /// <summary>A nested mapping, or null when it is absent.</summary>
    public YamlSection? Section(string key, bool required = false)
    {
        switch (Find(key))
        {
            case YamlMappingNode mapping:
                return new YamlSection(mapping, $"'{key}'", Errors);
            case null when required:
                Errors.Add(Node, $"{title} lacks the key '{key}'");
                return null;
            case null:
                return null;
            case var other:
                Errors.Add(other, $"'{key}' must be a mapping of keys to values");
                return null;
        }
    }

    /// <summary>The items of a list; none when it is absent.</summary>
    public IEnumerable<YamlNode> Items(string key)
    {
        switch (Find(key))
        {
            case YamlSequenceNode sequence:
                return sequence.Children;
            case null:
                return [];
            case var other:
                Errors.Add(other, $"'{key}' must be a list");
                return [];
        }
    }

    /// <summary>The keys of a mapping whose keys are free, with their scalar values.</summary>
    public IEnumerable<(YamlScalarNode Key, YamlScalarNode Value)> FreeEntries()
    {
        foreach ((YamlNode key, YamlNode value) in Node.Children)
        {
            if (key is YamlScalarNode { Value.Length: > 0 } name && value is YamlScalarNode { Value.Length: > 0 } scalar)
            {
                yield return (name, scalar);
            }
            else
            {
                Errors.Add(value, $"{title} holds names, each with one value");
            }
        }
    }

    /// <summary>Reports every key that was not asked for.</summary>
    public void Finish()
    {
        foreach (YamlNode key in Node.Children.Keys)
        {
            string name = (key as YamlScalarNode)?.Value ?? "";
            if (!_asked.Contains(name))
            {
                string hint = NearestName.Hint(name, _asked);
                Errors.Add(key, $"unknown key '{name}' in {title}; expected one of {string.Join(", ", _asked)}{hint}");
            }
        }
    }
}
