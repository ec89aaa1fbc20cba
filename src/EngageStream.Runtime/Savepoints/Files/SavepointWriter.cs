using System.Buffers.Binary;
using System.Text.Json;
using EngageStream.Domain.Events;
using EngageStream.Runtime.StateLog;

namespace EngageStream.Runtime.Savepoints.Files;

/// <summary>Writes a savepoint: <see cref="Begin"/>, each partition with its users, <see cref="Complete"/>. Not thread-safe.</summary>
internal sealed class SavepointWriter(Stream stream)
{
    private byte[] _section = new byte[SavepointFormat.MaxBody + SavepointFormat.SectionHead + SavepointFormat.SectionTail];
    private int _length = SavepointFormat.SectionHead;
    private long _users;

    /// <summary>Bytes written so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>Writes the header.</summary>
    public void Begin(SavepointHeader header)
    {
        stream.Write(SavepointFormat.Magic);
        Bytes += SavepointFormat.Magic.Length;
        WriteJson(SavepointSection.Header, header);
    }

    /// <summary>Begins a partition.</summary>
    public void Partition(SavepointPartition partition)
    {
        FlushUsers();
        WriteJson(SavepointSection.Partition, partition);
    }

    /// <summary>Adds a user of the partition.</summary>
    public void User(ReadOnlySpan<byte> id, long dueMs, ReadOnlySpan<byte> state)
    {
        int most = id.Length + StateEntry.MaxOverhead + state.Length;
        if (_length + most > SavepointFormat.MaxBody)
        {
            FlushUsers();
        }

        EnsureRoom(most);
        _length += StateEntry.Write(_section.AsSpan(_length), id, dueMs, state);
        _users++;
    }

    /// <summary>Writes the end.</summary>
    public void Complete()
    {
        FlushUsers();
        WriteJson(SavepointSection.End, new SavepointEnd(_users));
    }

    private void FlushUsers()
    {
        if (_length > SavepointFormat.SectionHead)
        {
            WriteSection(SavepointSection.Users);
        }
    }

    private void WriteJson<T>(SavepointSection kind, T value)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(value, SavepointFormat.Json);
        EnsureRoom(body.Length);
        body.CopyTo(_section, SavepointFormat.SectionHead);
        _length = SavepointFormat.SectionHead + body.Length;
        WriteSection(kind);
    }

    private void WriteSection(SavepointSection kind)
    {
        _section[0] = (byte)kind;
        BinaryPrimitives.WriteInt32LittleEndian(_section.AsSpan(1), _length - SavepointFormat.SectionHead);
        BinaryPrimitives.WriteUInt64LittleEndian(_section.AsSpan(_length), XxHash64.Hash(_section.AsSpan(0, _length)));
        stream.Write(_section, 0, _length + SavepointFormat.SectionTail);
        Bytes += _length + SavepointFormat.SectionTail;
        _length = SavepointFormat.SectionHead;
    }

    private void EnsureRoom(int more)
    {
        if (_length + more + SavepointFormat.SectionTail > _section.Length)
        {
            Array.Resize(ref _section, _length + more + SavepointFormat.SectionTail);
        }
    }
}
