using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace EngageStream.Host.Yaml;

/// <summary>Loads the one mapping that a strict YAML file is.</summary>
public static class YamlText
{
    private const string Advice = "a value that begins with one of @ % * & ! | > { [ or a quote, or holds ': ' or ' #', "
        + "belongs between quotes; a key is given once";

    /// <summary>The top mapping, or null with the fault added.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="errors">Takes the fault.</param>
    /// <param name="quote">Whether the fault may be told in the parser's words, which can hold a part of the text.</param>
    public static YamlSection? Load(string text, YamlErrors errors, bool quote = true)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException fault)
        {
            errors.Add(fault.Start, $"not valid YAML: {(quote ? fault.Message : Advice)}");
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
