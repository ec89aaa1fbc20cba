using EngageStream.Runtime.Users;

namespace EngageStream.Runtime.Shards;

/// <summary>
/// Brings the users of the next few records into the processor's cache. On the way to a user lie four look-ups, each waiting
/// for memory and for the one before; those of different users wait at the same time. Hints only: a user who is not there,
/// or comes in between, costs nothing but the hint. Not thread-safe.
/// </summary>
public sealed class UserPrefetcher
{
    /// <summary>Most users at a time.</summary>
    public const int Capacity = 16;

    private readonly UserTable[] _tables = new UserTable[Capacity];
    private readonly uint[] _hashes = new uint[Capacity];
    private readonly int[] _slots = new int[Capacity];
    private readonly ActiveUser?[] _users = new ActiveUser?[Capacity];
    private int _count;

    /// <summary>Adds the person of a record to come.</summary>
    public void Add(Shard shard, ReadOnlySpan<byte> userId)
    {
        UserTable table = shard.Store.Users;
        uint hash = UserHash.Of(userId);
        table.PrefetchEntry(hash);
        _tables[_count] = table;
        _hashes[_count++] = hash;
    }

    /// <summary>Prefetches those who were added.</summary>
    public void Run()
    {
        for (int i = 0; i < _count; i++)
        {
            _slots[i] = _tables[i].PrefetchSlot(_hashes[i]);
        }

        for (int i = 0; i < _count; i++)
        {
            _users[i] = _slots[i] < 0 ? null : _tables[i].PrefetchState(_slots[i]);
        }

        for (int i = 0; i < _count; i++)
        {
            _users[i]?.PrefetchLists();
        }

        // A partition that is taken away must not be kept in memory from here.
        Array.Clear(_tables, 0, _count);
        Array.Clear(_users, 0, _count);
        _count = 0;
    }
}
