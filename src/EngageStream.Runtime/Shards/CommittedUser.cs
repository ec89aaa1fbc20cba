namespace EngageStream.Runtime.Shards;

/// <summary>What is committed of a user, copied out of the shard: any thread may decode it.</summary>
/// <param name="State">The compact state.</param>
/// <param name="DueMs">When the user's timer is due; <see cref="Domain.Time.Durations.Never"/> for none.</param>
/// <param name="ClockMs">
/// The instant as of which that is all: the shard clock of the last commit, or a later one up to which nothing happened.
/// </param>
internal sealed record CommittedUser(byte[] State, long DueMs, long ClockMs);
