namespace EngageStream.Host.Demo;

/// <summary>A trigger as it stands in its topic.</summary>
/// <param name="At">When it was decided, in event time.</param>
/// <param name="User">For whom.</param>
/// <param name="Campaign">By which campaign.</param>
/// <param name="Channel">Over which channel.</param>
/// <param name="Why">Rule and values that made it true.</param>
internal sealed record SeenTrigger(DateTimeOffset At, string User, string Campaign, string Channel, string Why);
