using System.Runtime.CompilerServices;
using EngageStream.Domain.State;

namespace EngageStream.Runtime.Users;

/// <summary>
/// From user id to slot: open addressing with linear probing, at most three quarters full. An entry holds the hash, so that
/// only equal hashes look at the id itself, which lies with the user. An empty entry is 0.
/// <code>
///  0         4            8
///  ├ slot + 1 ┼ hash      ┤
/// </code>
/// </summary>
internal sealed class UserIndex(IUserIds ids)
{
    private const int LongFrom = 1 << 20;
    private ulong[] _table = new ulong[64];

    /// <summary>Users in the index.</summary>
    public int Count { get; private set; }

    /// <summary>Memory of the entries.</summary>
    public long Bytes => (long)_table.Length * sizeof(ulong);

    /// <summary>The slot of a user, or -1.</summary>
    public int Find(uint hash, ReadOnlySpan<byte> id)
    {
        int mask = _table.Length - 1;
        for (int at = (int)hash & mask; _table[at] != 0; at = (at + 1) & mask)
        {
            if (HashOf(_table[at]) == hash && ids.IdOf(SlotOf(_table[at])).SequenceEqual(id))
            {
                return SlotOf(_table[at]);
            }
        }

        return -1;
    }

    /// <summary>Asks for the entry of a hash.</summary>
    public void Prefetch(uint hash) =>
        CacheLines.Prefetch(ref Unsafe.As<ulong, byte>(ref _table[(int)hash & (_table.Length - 1)]));

    /// <summary>The slot of the first user with a hash, most likely the only one, or -1.</summary>
    public int Guess(uint hash)
    {
        int mask = _table.Length - 1;
        for (int at = (int)hash & mask; _table[at] != 0; at = (at + 1) & mask)
        {
            if (HashOf(_table[at]) == hash)
            {
                return SlotOf(_table[at]);
            }
        }

        return -1;
    }

    /// <summary>Adds a user that is not there yet.</summary>
    public void Add(uint hash, int slot)
    {
        if (Count >= _table.Length / 4 * 3)
        {
            Grow();
        }

        Put(((ulong)hash << 32) | (uint)(slot + 1));
        Count++;
    }

    /// <summary>Removes a user that is there.</summary>
    public void Remove(uint hash, int slot)
    {
        int mask = _table.Length - 1;
        int hole = (int)hash & mask;
        while (SlotOf(_table[hole]) != slot)
        {
            hole = (hole + 1) & mask;
        }

        // Entries behind the hole move up where their probe would otherwise end at it.
        for (int at = (hole + 1) & mask; _table[at] != 0; at = (at + 1) & mask)
        {
            int home = (int)HashOf(_table[at]) & mask;
            if (((at - home) & mask) >= ((at - hole) & mask))
            {
                _table[hole] = _table[at];
                hole = at;
            }
        }

        _table[hole] = 0;
        Count--;
    }

    private static uint HashOf(ulong entry) => (uint)(entry >> 32);

    private static int SlotOf(ulong entry) => (int)(uint)entry - 1;

    private void Put(ulong entry)
    {
        int mask = _table.Length - 1;
        int at = (int)HashOf(entry) & mask;
        while (_table[at] != 0)
        {
            at = (at + 1) & mask;
        }

        _table[at] = entry;
    }

    private void Grow()
    {
        ulong[] old = _table;
        _table = new ulong[old.Length * 2];
        foreach (ulong entry in old)
        {
            if (entry != 0)
            {
                Put(entry);
            }
        }

        if (_table.Length >= LongFrom)
        {
            HugePages.Ask(_table);
        }
    }
}
