using EngageStream.Playbooks.Diagnostics;

namespace EngageStream.Playbooks.Yaml;

/// <summary>A file's text with its line starts.</summary>
internal sealed class SourceText
{
    private readonly List<int> _lineStarts = [0];

    public SourceText(string file, string text)
    {
        File = file;
        Text = text;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.Length || text[i + 1] != '\n')))
            {
                _lineStarts.Add(i + 1);
            }
        }
    }

    public string File { get; }

    public string Text { get; }

    public SourceMark MarkOf(int index)
    {
        int found = _lineStarts.BinarySearch(index);
        int line = found >= 0 ? found : ~found - 1;
        return new SourceMark(File, line + 1, index - _lineStarts[line] + 1);
    }

    /// <summary>Where a line and column, both from 1, lie in <see cref="Text"/>.</summary>
    public int IndexOf(long line, long column)
    {
        int start = _lineStarts[(int)Math.Clamp(line - 1, 0, _lineStarts.Count - 1)];
        return (int)Math.Clamp(start + column - 1, 0, Text.Length);
    }
}
