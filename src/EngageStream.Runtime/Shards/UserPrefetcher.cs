using EngageStream.Runtime.Users;

namespace EngageStream.Runtime.Shards;

/// <summary>
/// Brings the users of the next few records into the processor's cache. On the way to a user lie a few look-ups, each waiting for
/// memory and for the one before. With each record that is announced, the last ones go one look-up further: what they ask for
/// arrives while a record is handled, and no more is asked for at once than the processor can wait for. Announce each record
/// <see cref="Lead"/> records before its turn. Hints only: a user who is not there, comes, or goes in between, costs nothing but
/// the hint. Not thread-safe.
/// </summary>
public sealed class UserPrefetcher
{
    /// <summary>How many records ahead of its turn a record is announced; as many look-ups lie on the way to a packed state.</summary>
    public const int Lead = 4;

    // A ring.
    private readonly Announced[] _announced = new Announced[Lead];
    private uint _next;

    /// <summary>Announces a record of a person.</summary>
    public void Add(Shard shard, ReadOnlySpan<byte> userId)
    {
        ShardStore store = shard.Store;
        uint hash = UserHash.Of(userId);
        store.Users.Active.PrefetchEntry(hash);
        Announce(new Announced { Store = store, Hash = hash });
    }

    /// <summary>Announces a record of nobody, or that there are no more.</summary>
    public void AddNobody() => Announce(default);

    /// <summary>Makes all look-ups that are left, and forgets everybody: a partition that is taken away must not be kept in memory from here.</summary>
    public void Finish()
    {
        for (int i = 1; i < Lead; i++)
        {
            AddNobody();
        }

        Array.Clear(_announced);
    }

    private void Announce(in Announced record)
    {
        LookUpUser(ref _announced[(_next - 1) % Lead]);
        LookUpState(ref _announced[(_next - 2) % Lead]);
        _announced[(_next - 3) % Lead].LookUpBlock();
        _announced[_next++ % Lead] = record;
    }

    private static void LookUpUser(ref Announced record)
    {
        if (record.Store is { Users: var users })
        {
            record.Active = users.Active.Prefetch(record.Hash);
            if (record.Active is null)
            {
                users.PrefetchEntry(record.Hash);
            }
        }
    }

    private static void LookUpState(ref Announced record)
    {
        if (record.Active is { } active)
        {
            active.PrefetchLists();
        }
        else if (record.Store is { } store)
        {
            record.Slot = store.Users.PrefetchSlot(record.Hash);
        }
    }

    private struct Announced
    {
        public ShardStore? Store;
        public ActiveUser? Active;
        public uint Hash;
        public int Slot;

        public readonly void LookUpBlock()
        {
            if (Active is null && Store is { } store)
            {
                store.Users.PrefetchPlace(Slot);
            }
        }
    }
}
