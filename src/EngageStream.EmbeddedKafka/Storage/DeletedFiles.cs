using System.Collections.Concurrent;

namespace EngageStream.EmbeddedKafka.Storage;

/// <summary>
/// Closes deleted files on a thread of its own. A file that is deleted while it is open loses its name at once, but its space is freed when
/// it is closed, and a disk that is told of freed blocks can take a second for it: no append and no request must wait for that.
/// </summary>
internal sealed class DeletedFiles : IDisposable
{
    private readonly BlockingCollection<IDisposable> _files = [];
    private readonly Lazy<Thread> _thread;

    public DeletedFiles() => _thread = new Lazy<Thread>(() =>
    {
        var thread = new Thread(CloseAll) { IsBackground = true, Name = "broker-deleted-files" };
        thread.Start();
        return thread;
    });

    /// <summary>Takes a file whose name is deleted.</summary>
    public void Close(IDisposable file)
    {
        _files.Add(file);
        _ = _thread.Value;
    }

    /// <summary>Deletes a file by its name.</summary>
    /// <param name="path">The file.</param>
    /// <param name="close">Closes it when its name is deleted.</param>
    public static void Delete(string path, Action<IDisposable> close)
    {
        IDisposable file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        File.Delete(path);
        close(file);
    }

    /// <summary>Returns when all are closed.</summary>
    public void Dispose()
    {
        _files.CompleteAdding();
        if (_thread.IsValueCreated)
        {
            _thread.Value.Join();
        }

        _files.Dispose();
    }

    private void CloseAll()
    {
        foreach (IDisposable file in _files.GetConsumingEnumerable())
        {
            file.Dispose();
        }
    }
}
