using System.Buffers.Binary;
using System.Text.Json;
using EngageStream.Domain.Events;
using EngageStream.Runtime.StateLog;

namespace EngageStream.Runtime.Savepoints.Files;

/// <summary>Reads a savepoint and checks every byte of it. Not thread-safe; for one reading.</summary>
internal sealed class SavepointReader(Stream stream, string name)
{
    private readonly byte[] _head = new byte[SavepointFormat.SectionHead];
    private readonly List<SavepointPartition> _partitions = [];
    private byte[] _section = new byte[SavepointFormat.MaxBody];
    private SavepointHeader? _header;
    private long _usersLeft;
    private long _at;
    private bool _complete;

    /// <summary>Reads all of it.</summary>
    /// <exception cref="InvalidDataException">The message names file and place.</exception>
    public SavepointSummary ReadAll(ISavepointVisitor? visitor, Action<double>? progress, CancellationToken cancel)
    {
        ReadMagic();
        while (!_complete)
        {
            cancel.ThrowIfCancellationRequested();
            long at = _at;
            SavepointSection kind = ReadSection(out ReadOnlySpan<byte> body);
            Take(kind, body, visitor, at);
            progress?.Invoke(stream.Length == 0 ? 1 : (double)_at / stream.Length);
        }

        return stream.ReadByte() < 0
            ? new SavepointSummary(_header!, _partitions, _at)
            : throw Damaged(_at, "something follows the end");
    }

    private void ReadMagic()
    {
        Span<byte> magic = stackalloc byte[SavepointFormat.Magic.Length];
        int read = stream.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false);
        if (!magic[..read].SequenceEqual(SavepointFormat.Magic))
        {
            throw new InvalidDataException($"{name} is no savepoint: `engagestream state export` writes one.");
        }

        _at = read;
    }

    private SavepointSection ReadSection(out ReadOnlySpan<byte> body)
    {
        long at = _at;
        Fill(_head, at);
        int length = BinaryPrimitives.ReadInt32LittleEndian(_head.AsSpan(1));
        if (length is < 0 or > SavepointFormat.MostBody)
        {
            throw Damaged(at, $"a section of {length} bytes");
        }

        int all = SavepointFormat.SectionHead + length;
        if (_section.Length < all + SavepointFormat.SectionTail)
        {
            _section = new byte[all + SavepointFormat.SectionTail];
        }

        _head.CopyTo(_section, 0);
        Fill(_section.AsSpan(SavepointFormat.SectionHead, length + SavepointFormat.SectionTail), at);
        if (BinaryPrimitives.ReadUInt64LittleEndian(_section.AsSpan(all)) != XxHash64.Hash(_section.AsSpan(0, all)))
        {
            throw Damaged(at, "the checksum differs");
        }

        body = _section.AsSpan(SavepointFormat.SectionHead, length);
        return (SavepointSection)_head[0];
    }

    private void Take(SavepointSection kind, ReadOnlySpan<byte> body, ISavepointVisitor? visitor, long at)
    {
        if (_header is null != (kind == SavepointSection.Header))
        {
            throw Damaged(at, "the header is not where it belongs");
        }

        switch (kind)
        {
            case SavepointSection.Header:
                _header = Json<SavepointHeader>(body, at);
                RefuseNewer(_header);
                break;
            case SavepointSection.Partition:
                RequireAllUsers(at);
                SavepointPartition partition = Json<SavepointPartition>(body, at);
                _usersLeft = partition.Partition == _partitions.Count ? partition.Users : throw Damaged(at, "a partition is missing");
                _partitions.Add(partition);
                break;
            case SavepointSection.Users:
                TakeUsers(body, visitor, at);
                break;
            case SavepointSection.End:
                RequireAllUsers(at);
                _complete = _partitions.Count == _header!.Partitions && Json<SavepointEnd>(body, at).Users == _partitions.Sum(p => p.Users)
                    ? true
                    : throw Damaged(at, "partitions or users are missing");
                break;
            case < SavepointSection.FirstOptional:
                throw Damaged(at, $"a section of kind {(byte)kind}");
            default:
                break;
        }
    }

    private void TakeUsers(ReadOnlySpan<byte> body, ISavepointVisitor? visitor, long at)
    {
        while (!body.IsEmpty)
        {
            int length = StateEntry.Read(body, out ReadOnlySpan<byte> id, out long dueMs, out ReadOnlySpan<byte> state);
            if (--_usersLeft < 0)
            {
                throw Damaged(at, "more users than their partition says");
            }

            visitor?.User(_partitions.Count - 1, id, dueMs, state);
            body = body[length..];
        }
    }

    private void RequireAllUsers(long at)
    {
        if (_usersLeft != 0)
        {
            throw Damaged(at, $"{_usersLeft} users of partition {_partitions.Count - 1} are missing before it");
        }
    }

    private void RefuseNewer(SavepointHeader header)
    {
        if (header.Reader > SavepointFormat.Newest)
        {
            throw new InvalidDataException(
                $"{name} needs a release that reads savepoints of format {header.Reader}; this one reads up to {SavepointFormat.Newest}. " +
                "Run the release that wrote it, or a newer one.");
        }
    }

    private T Json<T>(ReadOnlySpan<byte> body, long at)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(body, SavepointFormat.Json) ?? throw Damaged(at, "nothing where JSON belongs");
        }
        catch (JsonException error)
        {
            throw Damaged(at, error.Message);
        }
    }

    private void Fill(Span<byte> into, long sectionAt)
    {
        int read = stream.ReadAtLeast(into, into.Length, throwOnEndOfStream: false);
        _at += read;
        if (read < into.Length)
        {
            throw new InvalidDataException(
                $"{name} is truncated: it ends at byte {_at}, in the section that begins at byte {sectionAt}. {Remedy}");
        }
    }

    private InvalidDataException Damaged(long at, string what) =>
        new($"{name} is damaged in the section that begins at byte {at}: {what}. {Remedy}");

    private const string Remedy = "Take another copy of it, or export the state again.";
}
