using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using EngageStream.Domain.State;

namespace EngageStream.Runtime.Users;

/// <summary>The active users, with the clock hand that looks for those to put to rest, and a pool of their objects.</summary>
internal sealed class ActiveUsers
{
    // About as many as come and go between two commits when more people are at work than may be active: to make their objects anew
    // each time would keep the garbage collector busy, and cost more memory than the pool does.
    private const int PoolLimit = 2048;

    private readonly List<ActiveUser> _users = [];
    private readonly ActiveIndex _index = new();
    private readonly Stack<ActiveUser> _pool = new();
    private UserMemory _memory = new(isNative: true);
    private int _hand;

    /// <summary>Active users.</summary>
    public int Count => _users.Count;

    /// <summary>Estimated memory of their states.</summary>
    public long Bytes { get; private set; }

    /// <summary>Memory taken for their lists, what is free in it included.</summary>
    public long ReservedBytes => _memory.ReservedBytes;

    public ActiveUser this[int place] => _users[place];

    /// <summary>The active user of an id, or <see langword="null"/>.</summary>
    public ActiveUser? Find(uint hash, ReadOnlySpan<byte> id) => _index.Find(hash, id);

    /// <summary>Asks for what knows the active user of a hash; <see cref="Prefetch"/> a little later.</summary>
    public void PrefetchEntry(uint hash) => _index.Prefetch(hash);

    /// <summary>Asks for the active user of a hash, who is returned; <see langword="null"/> where nobody is active.</summary>
    public ActiveUser? Prefetch(uint hash)
    {
        ActiveUser? user = _index.Guess(hash);
        if (user is not null)
        {
            CacheLines.PrefetchObject(user);
        }

        return user;
    }

    /// <summary>Asks for what knows the user of a place.</summary>
    public void PrefetchPlace(int place) =>
        CacheLines.Prefetch(ref Unsafe.As<ActiveUser, byte>(ref CollectionsMarshal.AsSpan(_users)[place]));

    /// <summary>Takes an object for a user; its state is what the last user left, or blank.</summary>
    public ActiveUser Add(int slot, uint hash)
    {
        ActiveUser user = _pool.TryPop(out ActiveUser? pooled) ? pooled : new ActiveUser(_memory);
        user.Slot = slot;
        user.Hash = hash;
        user.Place = _users.Count;
        user.Dirty = false;
        user.IsNew = false;
        user.Touched = true;
        user.Bytes = 0;
        _users.Add(user);
        _index.Add(user);
        return user;
    }

    /// <summary>Takes a user out; the last takes the place.</summary>
    public void Remove(ActiveUser user)
    {
        ActiveUser last = _users[^1];
        _users[user.Place] = last;
        last.Place = user.Place;
        _users.RemoveAt(_users.Count - 1);
        _index.Remove(user);
        Bytes -= user.Bytes;
        if (_pool.Count < PoolLimit)
        {
            _pool.Push(user);
        }
        else
        {
            user.Release();
        }
    }

    /// <summary>Estimates a user's memory anew.</summary>
    public void Measure(ActiveUser user)
    {
        int bytes = user.EstimateBytes();
        Bytes += bytes - user.Bytes;
        user.Bytes = bytes;
    }

    /// <summary>Gives up memory for users who are not active any more.</summary>
    public void ReleaseMemory()
    {
        _users.TrimExcess();
        _index.TrimExcess();
        while (_pool.TryPop(out ActiveUser? pooled))
        {
            pooled.Release();
        }

        _memory.TrimExcess();
        if (_memory.ReservedBytes > 2 * _memory.UsedBytes)
        {
            UserMemory former = _memory;
            _memory = new UserMemory(isNative: true);
            foreach (ActiveUser user in _users)
            {
                user.MoveTo(_memory);
            }

            former.TrimExcess();
        }
    }

    /// <summary>The user under the hand. There must be one.</summary>
    public ActiveUser UnderHand()
    {
        _hand = _hand < _users.Count ? _hand : 0;
        return _users[_hand];
    }

    /// <summary>Moves the hand on.</summary>
    public void Advance() => _hand++;
}
