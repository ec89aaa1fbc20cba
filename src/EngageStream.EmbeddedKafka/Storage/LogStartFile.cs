using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace EngageStream.EmbeddedKafka.Storage;

/// <summary>
/// The start offset of a partition's log, in decimal, in a file of its own: deletions move it inside a segment. Written in place, always
/// in 20 digits. A power failure may take it back or leave it empty, unless every batch is forced to the disk: then records come back that
/// were deleted last.
/// </summary>
internal static class LogStartFile
{
    private const string Name = "log-start-offset";

    public static void Write(string directory, long offset, bool durable)
    {
        using SafeFileHandle file = File.OpenHandle(Path.Combine(directory, Name), FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
        RandomAccess.Write(file, Encoding.ASCII.GetBytes(offset.ToString("D20", CultureInfo.InvariantCulture)), fileOffset: 0);
        if (durable)
        {
            RandomAccess.FlushToDisk(file);
        }
    }

    /// <summary>The offset; 0 where there is none, or none that can be read.</summary>
    public static long Read(string directory)
    {
        string path = Path.Combine(directory, Name);
        return File.Exists(path) && long.TryParse(File.ReadAllText(path), NumberStyles.None, CultureInfo.InvariantCulture, out long offset)
            ? offset
            : 0;
    }
}
