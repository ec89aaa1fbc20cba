using EngageStream.Runtime.StateLog;

namespace EngageStream.Runtime.Users;

/// <summary>
/// What is known of a user outside the state, in half a cache line: where the state is, where the timer is in the queue and when it is
/// due, and where the log has the latest state. Whoever comes for one comes for most of them, and is in the cache for none.
/// <code>
///  0         8          12        16              24           32
///  ├ block 8 ┼ active 4 ┼ timer 4 ┼ place in log 8 ┼ timer due 8 ┤   active: place + 1, 0 when idle; timer: place + 1, 0 for none
/// </code>
/// </summary>
internal struct UserSlot
{
    /// <summary>The block; none before the first commit.</summary>
    public PlacedBlock Block;

    /// <summary>Place among the active users + 1; 0 when idle.</summary>
    public int Active;

    /// <summary>Place in the timer queue + 1; 0 for no timer.</summary>
    public int Timer;

    /// <summary>Where the log has the latest state.</summary>
    public LogPlace Log;

    /// <summary>Due instant of the timer, where there is one.</summary>
    public long TimerDueMs;
}
