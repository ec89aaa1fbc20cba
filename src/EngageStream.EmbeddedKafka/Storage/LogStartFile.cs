using System.Globalization;
using System.Text;

namespace EngageStream.EmbeddedKafka.Storage;

/// <summary>The start offset of a partition's log, in decimal, in a file of its own: deletions move it inside a segment.</summary>
internal static class LogStartFile
{
    private const string Name = "log-start-offset";

    public static void Write(string directory, long offset) =>
        AtomicFile.Write(Path.Combine(directory, Name), Encoding.ASCII.GetBytes(offset.ToString(CultureInfo.InvariantCulture)));

    public static long Read(string directory)
    {
        string path = Path.Combine(directory, Name);
        return File.Exists(path) ? long.Parse(File.ReadAllText(path), CultureInfo.InvariantCulture) : 0;
    }
}
