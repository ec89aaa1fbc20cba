using System.Text;
using EngageStream.Fitting.Csv;

namespace EngageStream.Fitting.Sources;

/// <summary>Opens text files, gzip ones included; the content decides, not the name.</summary>
internal static class DataFile
{
    /// <summary>Opens a file, hands it to <paramref name="read"/>, and words what may go wrong with the file as such.</summary>
    public static T Read<T>(string file, Func<TextReader, T> read)
    {
        try
        {
            using TextReader text = CsvSource.Open(file, Encoding.UTF8);
            return read(text);
        }
        catch (InvalidDataException error)
        {
            throw new DataFileException(file, "the gzip data is damaged. Copy or compress the file again.", error);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DataFileException(file, "there is no such file. Check the path.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataFileException(file, $"the file cannot be read ({error.Message}). Check its permissions.", error);
        }
    }
}
