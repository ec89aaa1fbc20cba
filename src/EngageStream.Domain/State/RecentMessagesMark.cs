namespace EngageStream.Domain.State;

/// <summary>State of a <see cref="RecentMessages"/> before a step.</summary>
/// <param name="Length">Entries for which there was room; 0 for none.</param>
/// <param name="Head">Place of the oldest.</param>
/// <param name="Count">Ids remembered.</param>
/// <param name="NextHash">Hash in the place that is written next.</param>
/// <param name="NextMinute">Minute in that place.</param>
public readonly record struct RecentMessagesMark(int Length, int Head, int Count, ulong NextHash, uint NextMinute);
