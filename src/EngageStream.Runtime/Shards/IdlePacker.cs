using EngageStream.Domain.State;
using EngageStream.Domain.Time;
using EngageStream.Runtime.StateLog;
using EngageStream.Runtime.Users;

namespace EngageStream.Runtime.Shards;

/// <summary>
/// Packs users a second time when their day is over. Above the limit of active users most are packed while they are not idle
/// yet, with message ids and fine buckets of which nothing is left a day later. Whole pages are worth it: what was written at one
/// time is over at one time.
/// </summary>
internal sealed class IdlePacker(ShardStore store) : IBlockPacker
{
    private const int PagesPerTurn = 2;
    private const long Grain = 15 * Durations.Minute;

    // Pages up to an age, and when their users are idle.
    private readonly Deque<(long Age, long IdleAtMs)> _filled = new();
    private readonly UserState _user = new();
    private long _packedTo;
    private int _packed;

    /// <summary>Goes on with pages whose users are idle by now, and returns the number of states packed.</summary>
    public int Turn()
    {
        Note();
        _packed = 0;
        for (int i = 0; i < PagesPerTurn && _filled.Count > 0 && _filled[0].IdleAtMs <= store.ClockMs; i++)
        {
            _packedTo = store.Users.Pages.PackOne(store.Users, this, _packedTo, _filled[0].Age);
            if (_packedTo == _filled[0].Age)
            {
                _filled.Dequeue(1);
            }
        }

        return _packed;
    }

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Pack(int slot, ReadOnlySpan<byte> state)
    {
        if (store.Users.ActiveIn(slot) is not null)
        {
            return state;
        }

        _packed++;
        store.Codec.Decode(state, _user);
        return store.Codec.Encode(_user, Math.Min(store.ClockMs, store.Timers.DueOf(slot)));
    }

    private void Note()
    {
        // The page that is being written is not full yet.
        long age = store.Users.Pages.LatestAge - 1;
        long idleAtMs = Durations.Add(store.ClockMs, store.Options.IdleAfterMs + Grain);
        if (_filled.Count == 0 ? age <= _packedTo : age <= _filled[_filled.Count - 1].Age)
        {
            return;
        }

        if (_filled.Count > 0 && idleAtMs - _filled[_filled.Count - 1].IdleAtMs < Grain)
        {
            _filled[_filled.Count - 1].Age = age;
        }
        else
        {
            _filled.Enqueue((age, idleAtMs));
        }
    }
}
