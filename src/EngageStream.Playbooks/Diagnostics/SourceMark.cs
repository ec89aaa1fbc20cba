namespace EngageStream.Playbooks.Diagnostics;

/// <summary>A place in a file; line and column from 1, or 0 for the file as a whole.</summary>
internal readonly record struct SourceMark(string File, int Line, int Column)
{
    public static SourceMark WholeFile(string file) => new(file, 0, 0);
}
