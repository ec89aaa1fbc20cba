using System.Text;

namespace EngageStream.Fitting.Csv;

/// <summary>How a CSV file is written down (RFC 4180 by default).</summary>
/// <param name="Delimiter">Character between fields.</param>
/// <param name="Quote">Character around fields that contain delimiters, quotes (doubled) or line breaks.</param>
/// <param name="Encoding">Encoding of a file that has no byte order mark.</param>
public sealed record CsvDialect(char Delimiter, char Quote, Encoding Encoding)
{
    /// <summary>Commas, double quotes, UTF-8.</summary>
    public static CsvDialect Default { get; } = new(',', '"', new UTF8Encoding(false));
}
