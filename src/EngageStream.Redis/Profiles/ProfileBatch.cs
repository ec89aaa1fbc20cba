using System.Buffers;

namespace EngageStream.Redis.Profiles;

/// <summary>
/// The profiles of one partition that go to Redis in one step, packed for <c>apply.lua</c>: an array with, for each record,
/// <code>[ id, offset, timestamp, stage|false, band|false, risk|false, "_position", position, name, value, name, value, … ]</code>
/// and only the first three of a tombstone. Not thread-safe.
/// </summary>
internal sealed class ProfileBatch
{
    private const int TombstoneLength = 3;
    private const int ProfileLength = 8;
    private readonly ArrayBufferWriter<byte> _records = new(64 * 1024);
    private int _count;

    /// <summary>Records in it.</summary>
    public int Count => _count;

    /// <summary>Takes all out again.</summary>
    public void Clear()
    {
        _records.ResetWrittenCount();
        _count = 0;
    }

    /// <summary>Adds a person's profile.</summary>
    /// <param name="id">The person.</param>
    /// <param name="fields">The profile.</param>
    /// <param name="place">Where the profile lies.</param>
    public void Add(ReadOnlySpan<byte> id, ProfileFields fields, in ProfilePlace place)
    {
        Span<byte> position = stackalloc byte[ProfilePlace.MaxLength];
        int length = place.Format(position, fields.NamesHash);
        AddHead(ProfileLength + fields.Count, id, place);
        AddOrFalse(fields.Stage);
        AddOrFalse(fields.Band);
        AddOrFalse(fields.Risk);

        // First, because Redis finds the first fields of a small hash soonest, and every step asks for this one.
        MsgPack.WriteText(_records, "_position"u8);
        MsgPack.WriteText(_records, position[..length]);
        _records.Write(fields.Packed);
    }

    /// <summary>Adds that a person is to be forgotten.</summary>
    public void AddTombstone(ReadOnlySpan<byte> id, in ProfilePlace place) => AddHead(TombstoneLength, id, place);

    /// <summary>The batch, in rented bytes: it may be sent while the next one is filled.</summary>
    public ArraySegment<byte> Pack()
    {
        int length = MsgPack.ArrayHead + _records.WrittenCount;
        byte[] packed = ArrayPool<byte>.Shared.Rent(length);
        MsgPack.WriteArrayHead(packed, _count);
        _records.WrittenSpan.CopyTo(packed.AsSpan(MsgPack.ArrayHead));
        return new ArraySegment<byte>(packed, 0, length);
    }

    private void AddHead(int length, ReadOnlySpan<byte> id, in ProfilePlace place)
    {
        MsgPack.WriteArrayHead(_records, length);
        MsgPack.WriteText(_records, id);
        MsgPack.WriteNumber(_records, place.Offset);
        MsgPack.WriteNumber(_records, place.TimestampMs);
        _count++;
    }

    private void AddOrFalse(ReadOnlySpan<byte> packed)
    {
        if (packed.IsEmpty)
        {
            MsgPack.WriteFalse(_records);
        }
        else
        {
            _records.Write(packed);
        }
    }
}
