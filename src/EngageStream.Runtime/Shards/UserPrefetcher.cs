using EngageStream.Runtime.Users;

namespace EngageStream.Runtime.Shards;

/// <summary>
/// Brings the users of the next few records into the processor's cache. On the way to a user lie five look-ups, each waiting for
/// memory and for the one before. With each record that is announced, the last ones go one look-up further: what they ask for
/// arrives while a record is handled, and no more is asked for at once than the processor can wait for. Announce each record
/// <see cref="Lead"/> records before its turn. Hints only: a user who is not there, comes, or goes in between, costs nothing but
/// the hint. Not thread-safe.
/// </summary>
public sealed class UserPrefetcher
{
    /// <summary>How many records ahead of its turn a record is announced; as many look-ups lie on the way.</summary>
    public const int Lead = 5;

    // A ring; the records before the last five need nothing more.
    private const int Places = 8;

    private readonly UserTable?[] _tables = new UserTable?[Places];
    private readonly uint[] _hashes = new uint[Places];
    private readonly int[] _slots = new int[Places];
    private readonly ActiveUser?[] _users = new ActiveUser?[Places];
    private uint _next;

    /// <summary>Announces a record of a person.</summary>
    public void Add(Shard shard, ReadOnlySpan<byte> userId)
    {
        uint place = _next % Places;
        _tables[place] = shard.Store.Users;
        _hashes[place] = UserHash.Of(userId);
        Advance();
    }

    /// <summary>Announces a record of nobody, or that there are no more.</summary>
    public void AddNobody()
    {
        _tables[_next % Places] = null;
        Advance();
    }

    /// <summary>Makes all look-ups that are left, and forgets everybody: a partition that is taken away must not be kept in memory from here.</summary>
    public void Finish()
    {
        for (int i = 1; i < Lead; i++)
        {
            AddNobody();
        }

        Array.Clear(_tables);
        Array.Clear(_users);
    }

    private void Advance()
    {
        for (uint step = 0; step < Lead; step++)
        {
            uint place = (_next - step) % Places;
            if (_tables[place] is { } table)
            {
                LookUp(table, place, step);
            }
        }

        _next++;
    }

    private void LookUp(UserTable table, uint place, uint step)
    {
        switch (step)
        {
            case 0:
                table.PrefetchEntry(_hashes[place]);
                break;
            case 1:
                _slots[place] = table.PrefetchSlot(_hashes[place]);
                break;
            case 2:
                table.PrefetchPlace(_slots[place]);
                break;
            case 3:
                _users[place] = table.PrefetchState(_slots[place]);
                break;
            default:
                _users[place]?.PrefetchLists();
                break;
        }
    }
}
