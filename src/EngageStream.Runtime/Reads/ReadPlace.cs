namespace EngageStream.Runtime.Reads;

/// <summary>Where a partition is in this process.</summary>
/// <param name="IsOurs">Whether a stream thread has it, at whatever stage.</param>
/// <param name="Queue">The thread's questions, if the partition is at work.</param>
internal readonly record struct ReadPlace(bool IsOurs, ReadQueue? Queue);

/// <summary>The other node that owns a partition.</summary>
/// <param name="Url">Its API, where it has one.</param>
internal readonly record struct ReadOwner(Uri? Url);
