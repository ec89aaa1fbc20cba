using EngageStream.Playbooks.Compilation;
using EngageStream.Playbooks.Diagnostics;
using EngageStream.Playbooks.Keys;
using EngageStream.Playbooks.Yaml;

namespace EngageStream.Playbooks;

/// <summary>Compiles playbooks, written in YAML, to models that actors can run. It never throws for what a playbook holds.</summary>
public static class PlaybookCompiler
{
    /// <summary>Compiles one file's text.</summary>
    /// <param name="text">YAML.</param>
    /// <param name="fileName">Name that errors show.</param>
    public static PlaybookResult Compile(string text, string fileName)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Compile([new PlaybookText(fileName, text)], fileName, new ErrorSink());
    }

    internal static PlaybookResult Compile(IReadOnlyList<PlaybookText> files, string name, ErrorSink errors)
    {
        int unreadable = errors.Count;
        List<YamlMap?> roots = files.Select(f => YamlFile.Read(f.File, f.Text, errors)).ToList();
        if (unreadable > 0 || roots.Count == 0 || roots.Contains(null))
        {
            // What a missing file declares would show as a hundred unknown names.
            return new PlaybookResult(null, errors.Sorted());
        }

        YamlMap playbook = PlaybookMerger.Merge(name, [.. roots.OfType<YamlMap>()], errors);
        new ShapeChecker(errors).Check(playbook, new TableShape(PlaybookKeys.Playbook));
        return new PlaybookResult(ModelCompiler.Compile(playbook, errors), errors.Sorted());
    }
}

/// <summary>A file of a playbook.</summary>
internal sealed record PlaybookText(string File, string Text);
