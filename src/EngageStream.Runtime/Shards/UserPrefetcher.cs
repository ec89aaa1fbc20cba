using EngageStream.Runtime.Users;

namespace EngageStream.Runtime.Shards;

/// <summary>
/// Brings the users of the next few records into the processor's cache. On the way to a user lie five look-ups, each waiting for
/// memory and for the one before. With each user who is added the last ones go one look-up further: what they ask for arrives while
/// the next record is parsed, and no more is asked for at once than the processor can wait for. Hints only: a user who is not
/// there, or comes in between, costs nothing but the hint. Not thread-safe.
/// </summary>
public sealed class UserPrefetcher
{
    /// <summary>Most users at a time.</summary>
    public const int Capacity = 16;

    private const int Steps = 5;

    private readonly UserTable[] _tables = new UserTable[Capacity];
    private readonly uint[] _hashes = new uint[Capacity];
    private readonly int[] _slots = new int[Capacity];
    private readonly ActiveUser?[] _users = new ActiveUser?[Capacity];
    private int _count;

    /// <summary>Adds the person of a record to come.</summary>
    public void Add(Shard shard, ReadOnlySpan<byte> userId)
    {
        _tables[_count] = shard.Store.Users;
        _hashes[_count] = UserHash.Of(userId);
        _count++;
        Advance(_count - 1);
    }

    /// <summary>Prefetches what is left of those who were added.</summary>
    public void Run()
    {
        for (int i = _count; i < _count + Steps - 1; i++)
        {
            Advance(i);
        }

        // A partition that is taken away must not be kept in memory from here.
        Array.Clear(_tables, 0, _count);
        Array.Clear(_users, 0, _count);
        _count = 0;
    }

    // One look-up for each of the last users, the newest of whom is given; beyond those who were added for the others alone.
    private void Advance(int newest)
    {
        for (int step = 0; step < Steps && newest - step >= 0; step++)
        {
            if (newest - step < _count)
            {
                LookUp(newest - step, step);
            }
        }
    }

    private void LookUp(int i, int step)
    {
        UserTable table = _tables[i];
        switch (step)
        {
            case 0:
                table.PrefetchEntry(_hashes[i]);
                break;
            case 1:
                _slots[i] = table.PrefetchSlot(_hashes[i]);
                break;
            case 2:
                table.PrefetchPlace(_slots[i]);
                break;
            case 3:
                _users[i] = table.PrefetchState(_slots[i]);
                break;
            default:
                _users[i]?.PrefetchLists();
                break;
        }
    }
}
