using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace EngageStream.Host.Yaml;

/// <summary>Collects the faults of one file, so that all are reported in one run.</summary>
public sealed class YamlErrors(string file)
{
    private readonly List<YamlError> _errors = [];

    /// <summary>The faults in the order of their places.</summary>
    public IReadOnlyList<YamlError> Sorted => _errors.OrderBy(e => e.Line).ThenBy(e => e.Column).ToList();

    /// <summary>Whether any fault was found.</summary>
    public bool Any => _errors.Count > 0;

    /// <summary>Adds a fault at a node.</summary>
    public void Add(YamlNode node, string message) => Add(node.Start, message);

    /// <summary>Adds a fault at a place.</summary>
    public void Add(Mark mark, string message) => _errors.Add(new YamlError(file, mark.Line, mark.Column, message));

    /// <summary>Adds a fault inside a scalar, as far as its style lets characters be counted (not in block or escaped scalars).</summary>
    public void Add(YamlScalarNode node, int offset, string message)
    {
        long shift = node.Style switch
        {
            ScalarStyle.Plain => offset,
            ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted => offset + 1,
            _ => 0,
        };
        _errors.Add(new YamlError(file, node.Start.Line, node.Start.Column + shift, message));
    }
}
