using System.Buffers;
using EngageStream.Domain.Events;

namespace EngageStream.Redis.Profiles;

/// <summary>
/// The profiles of one partition that go to Redis in one step, packed for <c>apply.lua</c>: one array with, for each person,
/// <code>id, position, stage|false, band|false, risk|false</code>
/// and beside it the profiles in the same order, empty for a tombstone.
/// Of a person only the last record is packed: the step would show no other. Not thread-safe.
/// </summary>
internal sealed class ProfileBatch
{
    private const int ValuesPerPerson = 5;
    private readonly ArrayBufferWriter<byte> _people = new(64 * 1024);
    private readonly ArrayBufferWriter<byte> _profiles = new(256 * 1024);
    private readonly List<Entry> _entries = [];
    private readonly Dictionary<ulong, int> _last = [];

    /// <summary>Records in it, also those that a later one of the same person has made void.</summary>
    public int Count => _entries.Count;

    /// <summary>Takes all out again.</summary>
    public void Clear()
    {
        _people.ResetWrittenCount();
        _profiles.ResetWrittenCount();
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
        _profiles.Write(profile);
    }

    /// <summary>Adds that a person is to be forgotten.</summary>
    public void AddTombstone(ReadOnlySpan<byte> id, in ProfilePlace place)
    {
        AddHead(id, place);
        AddOrFalse([]);
        AddOrFalse([]);
        AddOrFalse([]);
    }

    /// <summary>The batch, in rented bytes: it may be sent while the next one is filled.</summary>
    public PackedBatch Pack()
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent(MsgPack.ArrayHead + _people.WrittenCount + _profiles.WrittenCount);
        MsgPack.WriteArrayHead(rented, _last.Count * ValuesPerPerson);
        int length = MsgPack.ArrayHead;
        for (int i = 0; i < _entries.Count; i++)
        {
            if (!_entries[i].IsVoid)
            {
                length += Copy(_people, _entries[i].Start, IsLast(i) ? _people.WrittenCount : _entries[i + 1].Start, rented, length);
            }
        }

        Memory<byte> people = rented.AsMemory(0, length);
        var profiles = new ReadOnlyMemory<byte>[_last.Count];
        for (int i = 0, n = 0; i < _entries.Count; i++)
        {
            if (!_entries[i].IsVoid)
            {
                int end = IsLast(i) ? _profiles.WrittenCount : _entries[i + 1].Profile;
                int size = Copy(_profiles, _entries[i].Profile, end, rented, length);
                profiles[n++] = rented.AsMemory(length, size);
                length += size;
            }
        }

        return new PackedBatch(rented, people, profiles);
    }

    private bool IsLast(int entry) => entry + 1 == _entries.Count;

    private static int Copy(ArrayBufferWriter<byte> source, int start, int end, byte[] target, int at)
    {
        source.WrittenSpan[start..end].CopyTo(target.AsSpan(at));
        return end - start;
    }

    private void AddHead(ReadOnlySpan<byte> id, in ProfilePlace place)
    {
        Replace(id);
        MsgPack.WriteText(_people, id);
        Span<byte> position = stackalloc byte[ProfilePlace.MaxLength];
        MsgPack.WriteText(_people, position[..place.Format(position)]);
    }

    // Hardly ever do two people of a batch have the same hash; then the next number is the second one's.
    private void Replace(ReadOnlySpan<byte> id)
    {
        ulong key = XxHash64.Hash(id);
        while (_last.TryGetValue(key, out int before))
        {
            Entry entry = _entries[before];
            int start = entry.Start + MsgPack.TextHead(entry.IdLength);
            if (_people.WrittenSpan.Slice(start, entry.IdLength).SequenceEqual(id))
            {
                _entries[before] = entry with { IsVoid = true };
                break;
            }

            key++;
        }

        _last[key] = _entries.Count;
        _entries.Add(new Entry(_people.WrittenCount, id.Length, _profiles.WrittenCount, IsVoid: false));
    }

    private void AddOrFalse(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            MsgPack.WriteFalse(_people);
        }
        else
        {
            MsgPack.WriteText(_people, text);
        }
    }

    private readonly record struct Entry(int Start, int IdLength, int Profile, bool IsVoid);
}
