using System.Text;

namespace EngageStream.EmbeddedKafka.Storage;

/// <summary>The broker's data folder, held by one broker at a time.</summary>
internal sealed class DataDirectory : IDisposable
{
    private readonly FileStream _lock;

    /// <exception cref="InvalidOperationException">Another broker uses the folder.</exception>
    public DataDirectory(string path)
    {
        Directory.CreateDirectory(path);
        try
        {
            // The operating system lets go of it when the process ends, however it ends.
            _lock = new FileStream(Path.Combine(path, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new InvalidOperationException(
                $"The data directory '{path}' is in use by another broker ({e.Message}): stop that one, or choose another directory.", e);
        }

        ClusterId = ReadOrCreateClusterId(Path.Combine(path, "cluster-id"));
    }

    /// <summary>Names this data for ever; clients see it as the cluster's id.</summary>
    public string ClusterId { get; }

    public void Dispose() => _lock.Dispose();

    private static string ReadOrCreateClusterId(string path)
    {
        if (!File.Exists(path))
        {
            string id = Convert.ToBase64String(Guid.NewGuid().ToByteArray()).TrimEnd('=').Replace('+', '-').Replace('/', '_');
            AtomicFile.Write(path, Encoding.ASCII.GetBytes(id));
        }

        return File.ReadAllText(path).Trim();
    }
}
