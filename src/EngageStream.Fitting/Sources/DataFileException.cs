namespace EngageStream.Fitting.Sources;

/// <summary>A file that cannot be read; the message gives file, line, what is wrong, and what to do.</summary>
public sealed class DataFileException : FittingException
{
    /// <summary>For a fault in one line.</summary>
    public DataFileException(string file, long line, string fault, string remedy)
        : base($"{file}:{line}: {fault} {remedy}")
    {
        File = file;
        Line = line;
    }

    /// <summary>For a fault of the file as a whole.</summary>
    public DataFileException(string file, string fault, Exception cause)
        : base($"{file}: {fault}", cause)
    {
        File = file;
    }

    /// <summary>The file as the user named it.</summary>
    public string File { get; }

    /// <summary>Line in the file, from 1; 0 when the fault is not in a line.</summary>
    public long Line { get; }
}
