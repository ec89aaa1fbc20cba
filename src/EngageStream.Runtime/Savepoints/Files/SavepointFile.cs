namespace EngageStream.Runtime.Savepoints.Files;

/// <summary>Savepoints by their path.</summary>
public static class SavepointFile
{
    /// <summary>Reads a savepoint to its end and checks all of it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="progress">Told the share that is read, 0 to 1.</param>
    /// <param name="cancel">Ends the reading.</param>
    /// <exception cref="InvalidDataException">It is no savepoint, damaged, truncated or of a newer release; the message names the place.</exception>
    public static SavepointSummary Check(string path, Action<double>? progress = null, CancellationToken cancel = default) =>
        Read(path, visitor: null, progress, cancel);

    internal static SavepointSummary Read(
        string path, ISavepointVisitor? visitor, Action<double>? progress = null, CancellationToken cancel = default)
    {
        using FileStream stream = File.OpenRead(path);
        return new SavepointReader(stream, path).ReadAll(visitor, progress, cancel);
    }

    /// <summary>
    /// Writes a savepoint under another name beside the path and gives it its name when it is complete and on the disk, so
    /// that there is never half a savepoint under it.
    /// </summary>
    internal static void Write(string path, Action<SavepointWriter> write)
    {
        string part = path + ".part";
        try
        {
            using (FileStream stream = File.Create(part))
            {
                var writer = new SavepointWriter(stream);
                write(writer);
                writer.Complete();
                stream.Flush(flushToDisk: true);
            }

            File.Move(part, path, overwrite: true);
        }
        catch
        {
            File.Delete(part);
            throw;
        }
    }
}
