using EngageStream.EmbeddedKafka.Storage;
using EngageStream.EmbeddedKafka.Tests.Testing;

namespace EngageStream.EmbeddedKafka.Tests.Storage;

public sealed class DeletedFilesTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly List<IDisposable> _deleted = [];

    public void Dispose()
    {
        _deleted.ForEach(file => file.Dispose());
        _folder.Dispose();
    }

    [Fact]
    public void Nothing_that_is_deleted_with_the_lock_is_closed_there()
    {
        using PartitionLog log = TestLogs.Open(_folder.Path, TestLogs.Settings with { SegmentBytes = 1000 }, _deleted.Add);
        for (int i = 0; i < 100; i++)
        {
            log.Add(BatchBuilder.Records(1));
        }

        // Each new segment has a snapshot of the producers, of which two are kept.
        Assert.All(_deleted, file => Assert.IsNotType<LogSegment>(file));
        Assert.Equal(log.ClosedSegments().Length - 2, _deleted.Count);

        LogSegment first = log.ClosedSegments()[0];
        log.DeleteBefore(55);
        Assert.Contains(first, _deleted);
        Assert.DoesNotContain(Directory.GetFiles(_folder.Path, "*.log"), path => path.EndsWith("00000000000000000000.log", StringComparison.Ordinal));
        Assert.Equal(first.Size, first.Read(new byte[first.Size], 0));
    }

    [Fact]
    public void Another_thread_closes_what_is_deleted_and_has_done_so_when_it_ends()
    {
        int closer = 0;
        using (var deleted = new DeletedFiles())
        {
            deleted.Close(new Closing(() => closer = Environment.CurrentManagedThreadId));
        }

        Assert.NotEqual(0, closer);
        Assert.NotEqual(Environment.CurrentManagedThreadId, closer);
    }

    [Fact]
    public void A_file_loses_its_name_before_it_is_closed()
    {
        string path = Path.Combine(_folder.Path, "file");
        File.WriteAllText(path, "content");
        DeletedFiles.Delete(path, _deleted.Add);
        Assert.False(File.Exists(path));
        Assert.False(((Microsoft.Win32.SafeHandles.SafeFileHandle)_deleted.Single()).IsClosed);
    }

    private sealed class Closing(Action closed) : IDisposable
    {
        public void Dispose() => closed();
    }
}
