namespace EngageStream.Runtime.Timers;

/// <summary>
/// A timer in the queue. Timers are ordered by due instant, then by tie.
/// <code>
///  0           8        12        16
///  ├ due ms 8  ┼ slot 4 ┼ tie 4   ┤
/// </code>
/// </summary>
internal readonly struct TimerEntry(long dueMs, int slot, uint tie)
{
    public readonly long DueMs = dueMs;
    public readonly int Slot = slot;
    public readonly uint Tie = tie;

    public bool IsBefore(in TimerEntry other) => DueMs < other.DueMs || (DueMs == other.DueMs && Tie < other.Tie);
}
