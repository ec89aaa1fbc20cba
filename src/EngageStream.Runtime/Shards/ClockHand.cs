using EngageStream.Runtime.Users;

namespace EngageStream.Runtime.Shards;

/// <summary>
/// Packs states that are not at work. The hand goes round the active users, a part at each turn, and takes those who are idle;
/// above the limit also those who did nothing since it passed last (the second-chance approximation of "least recently used",
/// which costs a step one flag where an exact order would cost a linked list).
/// </summary>
internal sealed class ClockHand(ShardStore store)
{
    private const int LeastVisits = 256;
    private const int TurnsForAll = 64;

    private readonly IdlePacker _idle = new(store);

    /// <summary>Goes on round and returns the number of states packed.</summary>
    public int Turn()
    {
        ActiveUsers active = store.Users.Active;
        bool isOver = IsOver;
        // Two rounds: the first may only take the users' second chances.
        int visits = isOver ? active.Count * 2 : Math.Max(LeastVisits, active.Count / TurnsForAll);
        visits = Math.Min(visits, active.Count * 2);
        int packed = 0;
        for (; visits > 0 && active.Count > 0; visits--)
        {
            ActiveUser user = active.UnderHand();
            bool isOld = !user.Touched && IsOver;
            if (!user.Dirty && (isOld || store.IsIdle(user)))
            {
                Pack(user);
                packed++;
                continue;
            }

            user.Touched = false;
            active.Advance();
            if (isOver && !IsOver)
            {
                break;
            }
        }

        packed += _idle.Turn();
        store.Users.CleanPages();
        store.Users.Spill();
        return packed;
    }

    private bool IsOver => store.Users.Active.Count > store.Options.MaxActiveUsers || store.Users.IsCrowded;

    private void Pack(ActiveUser user)
    {
        // What has expired since the last commit need not be kept; only then is the state shorter than its block's. Of a user who
        // is not idle yet hardly anything has, and the second time over that is looked for.
        ReadOnlySpan<byte> state = store.IsIdle(user) ? store.Encode(user) : store.Users.StateOf(user.Slot);
        if (state.Length != store.Users.StateOf(user.Slot).Length)
        {
            store.Users.Replace(user.Slot, store.Users.Pages.Add(user.Slot, user.State.Id, state));
        }

        store.Deactivate(user);
    }
}
