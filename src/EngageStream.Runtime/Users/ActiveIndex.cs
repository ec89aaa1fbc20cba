using System.Runtime.CompilerServices;
using EngageStream.Domain.State;

namespace EngageStream.Runtime.Users;

/// <summary>
/// From user id to active user, at one look-up: most events are of people who are active already. Open addressing with linear probing,
/// at most three quarters full. An entry holds the hash, so that only equal hashes look at the user.
/// </summary>
internal sealed class ActiveIndex
{
    private const int Smallest = 64;
    private Entry[] _table = new Entry[Smallest];

    /// <summary>Users in the index.</summary>
    public int Count { get; private set; }

    /// <summary>The active user of an id, or <see langword="null"/>.</summary>
    public ActiveUser? Find(uint hash, ReadOnlySpan<byte> id)
    {
        Entry[] table = _table;
        for (int at = Home(hash); table[at].User is { } user; at = Next(at))
        {
            if (table[at].Hash == hash && id.SequenceEqual(user.Id))
            {
                return user;
            }
        }

        return null;
    }

    /// <summary>Asks for the entry of a hash.</summary>
    public void Prefetch(uint hash) => CacheLines.Prefetch(ref Unsafe.As<Entry, byte>(ref _table[Home(hash)]));

    /// <summary>The first user with a hash, most likely the only one, or <see langword="null"/>. Does not look at the user.</summary>
    public ActiveUser? Guess(uint hash)
    {
        Entry[] table = _table;
        for (int at = Home(hash); table[at].User is { } user; at = Next(at))
        {
            if (table[at].Hash == hash)
            {
                return user;
            }
        }

        return null;
    }

    /// <summary>Adds a user who is not there yet.</summary>
    public void Add(ActiveUser user)
    {
        if (Count >= _table.Length / 4 * 3)
        {
            Resize(_table.Length * 2);
        }

        Put(user);
        Count++;
    }

    /// <summary>Removes a user who is there.</summary>
    public void Remove(ActiveUser user)
    {
        int hole = Home(user.Hash);
        while (!ReferenceEquals(_table[hole].User, user))
        {
            hole = Next(hole);
        }

        // Entries behind the hole move up where their probe would otherwise end at it.
        int mask = _table.Length - 1;
        for (int at = Next(hole); _table[at].User is not null; at = Next(at))
        {
            int home = Home(_table[at].Hash);
            if (((at - home) & mask) >= ((at - hole) & mask))
            {
                _table[hole] = _table[at];
                hole = at;
            }
        }

        _table[hole] = default;
        Count--;
    }

    /// <summary>Gives up memory for users who are not there any more.</summary>
    public void TrimExcess()
    {
        int length = _table.Length;
        while (length > Smallest && Count < length / 8 * 3)
        {
            length /= 2;
        }

        if (length < _table.Length)
        {
            Resize(length);
        }
    }

    private int Home(uint hash) => (int)hash & (_table.Length - 1);

    private int Next(int at) => (at + 1) & (_table.Length - 1);

    private void Put(ActiveUser user)
    {
        int at = Home(user.Hash);
        while (_table[at].User is not null)
        {
            at = Next(at);
        }

        _table[at] = new Entry(user, user.Hash);
    }

    private void Resize(int length)
    {
        Entry[] old = _table;
        _table = new Entry[length];
        foreach (Entry entry in old)
        {
            if (entry.User is not null)
            {
                Put(entry.User);
            }
        }
    }

    private readonly record struct Entry(ActiveUser? User, uint Hash);
}
