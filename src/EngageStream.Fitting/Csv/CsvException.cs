namespace EngageStream.Fitting.Csv;

/// <summary>A CSV file is not well-formed; what follows the fault cannot be read reliably, so reading stops.</summary>
public sealed class CsvException(long line, string message) : Exception($"line {line}: {message}")
{
    /// <summary>What is wrong there.</summary>
    public string Fault { get; } = message;

    /// <summary>Line of the file, from 1.</summary>
    public long Line { get; } = line;
}
