using System.Text;
using EngageStream.Playbooks.Diagnostics;

namespace EngageStream.Playbooks;

/// <summary>Loads playbooks from disk.</summary>
public static class PlaybookFile
{
    /// <summary>Longest file in bytes; a longer one is refused.</summary>
    public const int MaxLength = 4 * 1024 * 1024;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>
    /// Compiles a file, or the files <c>*.yaml</c> and <c>*.yml</c> of a folder (not of folders below it) as one playbook.
    /// A file that is missing, cannot be read, is too long or is no UTF-8 is an error among the others.
    /// </summary>
    public static PlaybookResult Load(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var errors = new ErrorSink();
        var texts = new List<PlaybookText>();
        foreach (string file in FilesOf(path, errors))
        {
            if (Read(file, errors) is { } text)
            {
                texts.Add(new PlaybookText(file, text));
            }
        }

        return PlaybookCompiler.Compile(texts, path, errors);
    }

    private static string[] FilesOf(string path, ErrorSink errors)
    {
        if (!Directory.Exists(path))
        {
            return [path];
        }

        try
        {
            string[] files = Directory.EnumerateFiles(path)
                .Where(f => Path.GetExtension(f) is ".yaml" or ".yml")
                .Order(StringComparer.Ordinal)
                .ToArray();
            if (files.Length == 0)
            {
                errors.Report(SourceMark.WholeFile(path), "the folder holds no playbook", "files that end in .yaml or .yml");
            }

            return files;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.Report(SourceMark.WholeFile(path), $"the folder cannot be read: {e.Message}");
            return [];
        }
    }

    private static string? Read(string file, ErrorSink errors)
    {
        try
        {
            using FileStream stream = File.OpenRead(file);
            if (stream.Length > MaxLength)
            {
                errors.Report(SourceMark.WholeFile(file), $"the file has {stream.Length} bytes", $"at most {MaxLength}");
                return null;
            }

            using var reader = new StreamReader(stream, Utf8, detectEncodingFromByteOrderMarks: false);
            return reader.ReadToEnd();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            errors.Report(SourceMark.WholeFile(file), "there is no such file or folder");
        }
        catch (DecoderFallbackException)
        {
            errors.Report(SourceMark.WholeFile(file), "the file is not valid UTF-8");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.Report(SourceMark.WholeFile(file), $"the file cannot be read: {e.Message}");
        }

        return null;
    }
}
