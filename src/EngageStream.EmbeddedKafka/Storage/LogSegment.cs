using System.Globalization;
using EngageStream.EmbeddedKafka.Records;
using Microsoft.Win32.SafeHandles;

namespace EngageStream.EmbeddedKafka.Storage;

/// <summary>
/// One file of a partition's log: record batches one after another as they were received, and its index beside it.
/// The file's name is the offset of its first batch.
/// </summary>
/// <remarks>
/// Written under the partition's append lock; read without a lock up to <see cref="Size"/>, which is published only
/// after the bytes were written.
/// </remarks>
internal sealed class LogSegment : IDisposable
{
    public const string LogSuffix = ".log";
    public const string IndexSuffix = ".index";

    /// <summary>Ends the names of files that are to take another segment's place and are not complete yet.</summary>
    public const string UnfinishedSuffix = ".cleaned";

    /// <summary>Log bytes between two index entries: how much a search scans at most beside the index.</summary>
    public const int IndexIntervalBytes = 4096;

    private readonly string _path;
    private readonly SafeFileHandle _file;
    private readonly SegmentIndex _index;
    private int _size;
    private int _bytesSinceEntry;
    private long _nextOffset;
    private long _maxTimestamp = long.MinValue;

    public LogSegment(string directory, long baseOffset, string suffix = "")
    {
        BaseOffset = baseOffset;
        _nextOffset = baseOffset;
        _path = PathOf(directory, baseOffset, LogSuffix + suffix);
        _file = File.OpenHandle(_path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        _index = new SegmentIndex(PathOf(directory, baseOffset, IndexSuffix + suffix));
    }

    public long BaseOffset { get; }

    /// <summary>Bytes of whole batches that readers may see.</summary>
    public int Size => Volatile.Read(ref _size);

    /// <summary>The offset after the last one in this segment.</summary>
    public long NextOffset => Volatile.Read(ref _nextOffset);

    /// <summary>Largest timestamp of its batches; <see cref="long.MinValue"/> when empty.</summary>
    public long MaxTimestamp => Volatile.Read(ref _maxTimestamp);

    /// <summary>Timestamp of the first batch; null when there is none.</summary>
    public long? FirstTimestamp => Size == 0 ? null : BatchesFrom(0).First().MaxTimestamp;

    public long FileLength => RandomAccess.GetLength(_file);

    public static string PathOf(string directory, long offset, string suffix) =>
        Path.Combine(directory, offset.ToString("D20", CultureInfo.InvariantCulture) + suffix);

    public void Append(ReadOnlySpan<byte> batch)
    {
        RandomAccess.Write(_file, batch, _size);
        Register(batch);
    }

    /// <summary>Takes a batch that is already in the file, at the end of what is known, into sizes and index.</summary>
    public void Register(ReadOnlySpan<byte> batchHeader)
    {
        var header = new RecordBatchHeader(batchHeader);
        if (_index.Count == 0 || _bytesSinceEntry >= IndexIntervalBytes)
        {
            _index.Append(new IndexEntry((int)(header.BaseOffset - BaseOffset), _size, _maxTimestamp));
            _bytesSinceEntry = 0;
        }

        _bytesSinceEntry += header.TotalBytes;
        Volatile.Write(ref _maxTimestamp, Math.Max(_maxTimestamp, header.MaxTimestamp));
        Volatile.Write(ref _nextOffset, header.LastOffset + 1);
        Volatile.Write(ref _size, _size + header.TotalBytes);
    }

    /// <summary>Ends writing: the last index entry carries the segment's end, so that it can be opened without a scan.</summary>
    public void Close() => _index.Append(new IndexEntry((int)(NextOffset - BaseOffset), Size, MaxTimestamp));

    /// <summary>Ends writing at an offset beyond the last batch: what was there has been compacted away.</summary>
    public void CloseAt(long nextOffset)
    {
        Volatile.Write(ref _nextOffset, nextOffset);
        Close();
    }

    /// <summary>Puts an unfinished segment's files in the place of the segment that begins at the same offset.</summary>
    /// <remarks>Without an index in between, so that a crash there makes the next start read the file through.</remarks>
    public static void Finish(string directory, long baseOffset)
    {
        string log = PathOf(directory, baseOffset, LogSuffix);
        string index = PathOf(directory, baseOffset, IndexSuffix);
        File.Delete(index);
        File.Move(log + UnfinishedSuffix, log, overwrite: true);
        File.Move(index + UnfinishedSuffix, index);
    }

    public static void DeleteUnfinished(string directory)
    {
        foreach (string path in Directory.EnumerateFiles(directory, "*" + UnfinishedSuffix))
        {
            File.Delete(path);
        }
    }

    /// <summary>Opens a closed segment by its last index entry.</summary>
    /// <returns>False when the index is missing or does not fit: the segment must be scanned.</returns>
    public bool TryOpenClosed(long nextSegmentBase)
    {
        if (!_index.IsWhole || _index.Count == 0)
        {
            return false;
        }

        IndexEntry end = _index[_index.Count - 1];
        if (end.Position != FileLength || BaseOffset + end.RelativeOffset != nextSegmentBase)
        {
            return false;
        }

        _maxTimestamp = end.MaxTimestampBefore;
        _nextOffset = nextSegmentBase;
        _size = end.Position;
        return true;
    }

    /// <summary>Forgets index and sizes before a scan builds them anew.</summary>
    public void ResetForScan()
    {
        _index.Clear();
        _size = 0;
        _bytesSinceEntry = 0;
        _nextOffset = BaseOffset;
        _maxTimestamp = long.MinValue;
    }

    /// <summary>Cuts the file after the last known batch.</summary>
    public void TruncateToSize() => RandomAccess.SetLength(_file, _size);

    public int Read(Span<byte> into, long position) => RandomAccess.Read(_file, into, position);

    /// <summary>Bytes of the batches below an offset, which must be where a batch begins or the end of the log.</summary>
    public int SizeBefore(long offset)
    {
        // Read in this order: the next offset is published before the size that goes with it.
        int size = Size;
        return NextOffset <= offset ? size : FindByOffset(offset)?.Position ?? size;
    }

    /// <summary>The batch that holds an offset, or the first after it.</summary>
    public BatchLocation? FindByOffset(long offset)
    {
        foreach (BatchLocation batch in BatchesFrom(_index.PositionForOffset(offset - BaseOffset)))
        {
            if (batch.LastOffset >= offset)
            {
                return batch;
            }
        }

        return null;
    }

    /// <summary>The first batch, from an offset on, with a timestamp of at least the target.</summary>
    public BatchLocation? FindByTime(long timestamp, long fromOffset)
    {
        foreach (BatchLocation batch in BatchesFrom(_index.PositionForTime(timestamp)))
        {
            if (batch.MaxTimestamp >= timestamp && batch.LastOffset >= fromOffset)
            {
                return batch;
            }
        }

        return null;
    }

    /// <summary>Walks over the headers of the batches that readers may see.</summary>
    public IEnumerable<BatchLocation> BatchesFrom(int position)
    {
        var headers = new HeaderWindow(this);
        int size = Size;
        while (position < size)
        {
            BatchLocation batch = headers.At(position);
            yield return batch;
            position += batch.Bytes;
        }
    }

    public void Flush()
    {
        RandomAccess.FlushToDisk(_file);
        _index.Flush();
    }

    /// <summary>Deletes its files.</summary>
    /// <param name="close">Closes what has no name any more.</param>
    public void Delete(Action<IDisposable> close)
    {
        File.Delete(_path);
        File.Delete(Path.ChangeExtension(_path, IndexSuffix));
        close(this);
    }

    public void Dispose()
    {
        _file.Dispose();
        _index.Dispose();
    }
}
