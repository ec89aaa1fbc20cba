namespace EngageStream.Host.Replay;

/// <summary>How far a replay has come.</summary>
/// <param name="Events">Events given so far.</param>
/// <param name="Marks">Clock marks given so far.</param>
/// <param name="FirstMs">Time of the first event; -1 before it.</param>
/// <param name="TimeMs">Event time reached; -1 before the first event.</param>
/// <param name="Finished">Whether the end mark was given and everything delivered.</param>
public readonly record struct ReplayProgress(long Events, long Marks, long FirstMs, long TimeMs, bool Finished);
