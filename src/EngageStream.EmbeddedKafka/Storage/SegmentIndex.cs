using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace EngageStream.EmbeddedKafka.Storage;

/// <summary>
/// Sparse index of one segment, for offsets and times, in a file of 16-byte entries (big-endian):
/// <code>
/// at  size  field
///  0     4  offset of a batch, relative to the segment's base offset
///  4     4  position of that batch in the segment file
///  8     8  largest timestamp of all batches before it, ms since 1970 (long.MinValue: none)
/// </code>
/// All three only grow, so both searches are binary. They read the file (it is in the page cache), which keeps the
/// memory of a log independent of its size. A closed segment ends with an entry for its end.
/// </summary>
internal sealed class SegmentIndex : IDisposable
{
    public const int EntryBytes = 16;

    private readonly SafeFileHandle _file;
    private int _count;

    public SegmentIndex(string path)
    {
        _file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        long bytes = RandomAccess.GetLength(_file);
        IsWhole = bytes % EntryBytes == 0;
        _count = (int)(bytes / EntryBytes);
    }

    /// <summary>False when the file was cut inside an entry.</summary>
    public bool IsWhole { get; }

    public int Count => Volatile.Read(ref _count);

    public IndexEntry this[int index]
    {
        get
        {
            Span<byte> bytes = stackalloc byte[EntryBytes];
            RandomAccess.Read(_file, bytes, (long)index * EntryBytes);
            return new IndexEntry(
                BinaryPrimitives.ReadInt32BigEndian(bytes),
                BinaryPrimitives.ReadInt32BigEndian(bytes[4..]),
                BinaryPrimitives.ReadInt64BigEndian(bytes[8..]));
        }
    }

    public void Append(IndexEntry entry)
    {
        Span<byte> bytes = stackalloc byte[EntryBytes];
        BinaryPrimitives.WriteInt32BigEndian(bytes, entry.RelativeOffset);
        BinaryPrimitives.WriteInt32BigEndian(bytes[4..], entry.Position);
        BinaryPrimitives.WriteInt64BigEndian(bytes[8..], entry.MaxTimestampBefore);
        RandomAccess.Write(_file, bytes, (long)_count * EntryBytes);
        Volatile.Write(ref _count, _count + 1);
    }

    public void Clear()
    {
        RandomAccess.SetLength(_file, 0);
        Volatile.Write(ref _count, 0);
    }

    /// <summary>Position from which a scan finds the batch that holds an offset.</summary>
    public int PositionForOffset(long relativeOffset) => Search(relativeOffset, byTime: false);

    /// <summary>Position from which a scan finds the first batch with a timestamp of at least the target.</summary>
    public int PositionForTime(long timestamp) => Search(timestamp, byTime: true);

    public void Flush() => RandomAccess.FlushToDisk(_file);

    public void Dispose() => _file.Dispose();

    private int Search(long target, bool byTime)
    {
        // The last entry that lies before the target; the entries' own order makes "before" true, then false.
        int low = 0;
        int high = Count - 1;
        int position = 0;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            IndexEntry entry = this[middle];
            if (byTime ? entry.MaxTimestampBefore < target : entry.RelativeOffset <= target)
            {
                position = entry.Position;
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return position;
    }
}
