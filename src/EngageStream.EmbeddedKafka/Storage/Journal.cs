using System.Buffers.Binary;
using EngageStream.EmbeddedKafka.Records;
using Microsoft.Win32.SafeHandles;

namespace EngageStream.EmbeddedKafka.Storage;

/// <summary>
/// An append-only file of small records that are replayed at start. Layout of a record (big-endian):
/// <code>
/// size  field
///    4  length of the payload in bytes
///    4  CRC-32C of the payload
///    …  payload
/// </code>
/// A torn or damaged record ends the journal; it and what follows are cut off. When the file has outgrown its live
/// content it is rewritten from a snapshot into a new file that replaces it.
/// </summary>
/// <remarks>Not for several threads.</remarks>
internal sealed class Journal : IDisposable
{
    private const int HeaderBytes = 8;

    /// <summary>
    /// Below this size rewriting is not worth it: it has to be forced to the disk before it takes the old file's place, and what is to be
    /// written in the journal waits for it. To replay as much takes a fraction of a second.
    /// </summary>
    private const long MinimumRewriteBytes = 8 * 1024 * 1024;

    private readonly string _path;
    private readonly bool _flushEveryRecord;
    private SafeFileHandle _file;
    private long _liveBytes;

    /// <summary>Opens a journal and replays its records in order.</summary>
    public Journal(string path, bool flushEveryRecord, Action<byte[]> replay)
    {
        _path = path;
        _flushEveryRecord = flushEveryRecord;
        _file = OpenFile(path);
        long length = RandomAccess.GetLength(_file);
        while (TryRead(length, out byte[] payload))
        {
            replay(payload);
            Size += HeaderBytes + payload.Length;
        }

        CutBytes = length - Size;
        RandomAccess.SetLength(_file, Size);
        _liveBytes = Size;
    }

    public long Size { get; private set; }

    /// <summary>Bytes that opening cut off as torn or damaged.</summary>
    public long CutBytes { get; }

    /// <summary>Whether most of the file is history.</summary>
    public bool WantsRewrite => Size > MinimumRewriteBytes && Size > 4 * _liveBytes;

    public void Append(ReadOnlySpan<byte> payload)
    {
        Size += WriteRecord(_file, Size, payload);
        if (_flushEveryRecord)
        {
            Flush();
        }
    }

    /// <summary>Replaces all records by the given ones.</summary>
    public void Rewrite(IEnumerable<byte[]> records)
    {
        string temporary = _path + ".tmp";
        File.Delete(temporary);
        SafeFileHandle file = OpenFile(temporary);
        long size = 0;
        foreach (byte[] record in records)
        {
            size += WriteRecord(file, size, record);
        }

        RandomAccess.FlushToDisk(file);
        File.Move(temporary, _path, overwrite: true);
        _file.Dispose();
        _file = file;
        Size = size;
        _liveBytes = size;
    }

    public void Flush() => RandomAccess.FlushToDisk(_file);

    public void Dispose() => _file.Dispose();

    private static SafeFileHandle OpenFile(string path) =>
        File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);

    private static int WriteRecord(SafeFileHandle file, long position, ReadOnlySpan<byte> payload)
    {
        // One write, so that another process never sees the head of a record without its body for long.
        byte[] record = new byte[HeaderBytes + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(record, payload.Length);
        BinaryPrimitives.WriteUInt32BigEndian(record.AsSpan(4), Crc32C.Compute(payload));
        payload.CopyTo(record.AsSpan(HeaderBytes));
        RandomAccess.Write(file, record, position);
        return record.Length;
    }

    private bool TryRead(long fileLength, out byte[] payload)
    {
        payload = [];
        Span<byte> header = stackalloc byte[HeaderBytes];
        if (RandomAccess.Read(_file, header, Size) < HeaderBytes)
        {
            return false;
        }

        int length = BinaryPrimitives.ReadInt32BigEndian(header);
        if (length <= 0 || length > fileLength - Size - HeaderBytes)
        {
            return false;
        }

        payload = new byte[length];
        return RandomAccess.Read(_file, payload, Size + HeaderBytes) == length
            && Crc32C.Compute(payload) == BinaryPrimitives.ReadUInt32BigEndian(header[4..]);
    }
}
