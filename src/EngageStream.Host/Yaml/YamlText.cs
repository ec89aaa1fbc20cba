using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace EngageStream.Host.Yaml;

/// <summary>Loads the one mapping that a strict YAML file is.</summary>
public static class YamlText
{
    /// <summary>The top mapping, or null with the fault added.</summary>
    public static YamlSection? Load(string text, YamlErrors errors)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException fault)
        {
            errors.Add(fault.Start, $"not valid YAML: {fault.Message}");
            return null;
        }
        catch (InvalidOperationException)
        {
            // What the parser throws where the text ends inside a collection.
            errors.Add(new Mark(0, 1, 1), "not valid YAML: a bracket or brace is not closed");
            return null;
        }

        if (stream.Documents is [{ RootNode: YamlMappingNode root }])
        {
            return new YamlSection(root, "the file", errors);
        }

        errors.Add(new Mark(0, 1, 1), "the file must be one YAML document with keys at its top");
        return null;
    }
}
