using System.Buffers;
using EngageStream.Domain.Events;

namespace EngageStream.Redis.Profiles;

/// <summary>
/// The profiles of one partition that go to Redis in one step, packed for <c>apply.lua</c>: one array with, for each person,
/// <code>id, position, stage|false, band|false, risk|false, profile|false (a tombstone)</code>
/// Of a person only the last record is packed: the step would show no other. Not thread-safe.
/// </summary>
internal sealed class ProfileBatch
{
    private const int ValuesPerPerson = 6;
    private readonly ArrayBufferWriter<byte> _bytes = new(256 * 1024);
    private readonly List<Entry> _entries = [];
    private readonly Dictionary<ulong, int> _last = [];

    /// <summary>Records in it, also those that a later one of the same person has made void.</summary>
    public int Count => _entries.Count;

    /// <summary>Takes all out again.</summary>
    public void Clear()
    {
        _bytes.ResetWrittenCount();
        _entries.Clear();
        _last.Clear();
    }

    /// <summary>Adds a person's profile.</summary>
    /// <param name="id">The person.</param>
    /// <param name="summary">What the profile says for the sets.</param>
    /// <param name="profile">The profile as published.</param>
    /// <param name="place">Where the profile lies.</param>
    public void Add(ReadOnlySpan<byte> id, ProfileSummary summary, ReadOnlySpan<byte> profile, in ProfilePlace place)
    {
        AddHead(id, place);
        AddOrFalse(summary.Stage);
        AddOrFalse(summary.Band);
        AddOrFalse(summary.Risk);
        MsgPack.WriteText(_bytes, profile);
    }

    /// <summary>Adds that a person is to be forgotten.</summary>
    public void AddTombstone(ReadOnlySpan<byte> id, in ProfilePlace place)
    {
        AddHead(id, place);
        AddOrFalse([]);
        AddOrFalse([]);
        AddOrFalse([]);
        AddOrFalse([]);
    }

    /// <summary>The batch, in rented bytes: it may be sent while the next one is filled.</summary>
    public ArraySegment<byte> Pack()
    {
        byte[] packed = ArrayPool<byte>.Shared.Rent(MsgPack.ArrayHead + _bytes.WrittenCount);
        MsgPack.WriteArrayHead(packed, _last.Count * ValuesPerPerson);
        int length = MsgPack.ArrayHead;
        for (int i = 0; i < _entries.Count; i++)
        {
            if (!_entries[i].IsVoid)
            {
                int end = i + 1 < _entries.Count ? _entries[i + 1].Start : _bytes.WrittenCount;
                ReadOnlySpan<byte> entry = _bytes.WrittenSpan[_entries[i].Start..end];
                entry.CopyTo(packed.AsSpan(length));
                length += entry.Length;
            }
        }

        return new ArraySegment<byte>(packed, 0, length);
    }

    private void AddHead(ReadOnlySpan<byte> id, in ProfilePlace place)
    {
        Replace(id);
        MsgPack.WriteText(_bytes, id);
        Span<byte> position = stackalloc byte[ProfilePlace.MaxLength];
        MsgPack.WriteText(_bytes, position[..place.Format(position)]);
    }

    // Hardly ever do two people of a batch have the same hash; then the next number is the second one's.
    private void Replace(ReadOnlySpan<byte> id)
    {
        ulong key = XxHash64.Hash(id);
        while (_last.TryGetValue(key, out int before))
        {
            Entry entry = _entries[before];
            int start = entry.Start + MsgPack.TextHead(entry.IdLength);
            if (_bytes.WrittenSpan.Slice(start, entry.IdLength).SequenceEqual(id))
            {
                _entries[before] = entry with { IsVoid = true };
                break;
            }

            key++;
        }

        _last[key] = _entries.Count;
        _entries.Add(new Entry(_bytes.WrittenCount, id.Length, IsVoid: false));
    }

    private void AddOrFalse(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            MsgPack.WriteFalse(_bytes);
        }
        else
        {
            MsgPack.WriteText(_bytes, text);
        }
    }

    private readonly record struct Entry(int Start, int IdLength, bool IsVoid);
}
