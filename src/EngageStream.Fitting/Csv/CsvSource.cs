using System.IO.Compression;
using System.Text;

namespace EngageStream.Fitting.Csv;

/// <summary>Opens CSV text from a file or a stream, decompressing gzip where its magic number says so (whatever the file's name).</summary>
public static class CsvSource
{
    /// <summary>Opens a file.</summary>
    public static TextReader Open(string path, Encoding encoding) => Open(File.OpenRead(path), encoding);

    /// <summary>Wraps a stream, which is disposed together with the reader.</summary>
    public static TextReader Open(Stream stream, Encoding encoding)
    {
        var buffered = new BufferedStream(stream, 128 * 1024);
        int first = buffered.ReadByte();
        int second = buffered.ReadByte();
        Stream whole = new PrefixedStream(first < 0 ? [] : second < 0 ? [(byte)first] : [(byte)first, (byte)second], buffered);
        Stream plain = first == 0x1F && second == 0x8B ? new GZipStream(whole, CompressionMode.Decompress) : whole;
        return new StreamReader(plain, encoding, detectEncodingFromByteOrderMarks: true, bufferSize: 64 * 1024);
    }
}
