namespace EngageStream.EmbeddedKafka.Storage;

/// <summary>Replaces a small file as a whole: a crash leaves the old content or the new, never a mixture.</summary>
internal static class AtomicFile
{
    /// <param name="path">The file.</param>
    /// <param name="content">Its new content.</param>
    /// <param name="durable">
    /// False for what can be rebuilt: a power failure may then leave it empty, and whoever reads it must notice.
    /// </param>
    public static void Write(string path, ReadOnlySpan<byte> content, bool durable = true)
    {
        string temporary = path + ".tmp";
        using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: durable);
        }

        File.Move(temporary, path, overwrite: true);
    }
}
