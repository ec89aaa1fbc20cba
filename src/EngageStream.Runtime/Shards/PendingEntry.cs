using EngageStream.Runtime.Users;

namespace EngageStream.Runtime.Shards;

/// <summary>An entry of a commit that is written but has not succeeded.</summary>
/// <param name="Slot">The user.</param>
/// <param name="Record">Number of the record in the commit.</param>
/// <param name="Bytes">Length of the entry.</param>
/// <param name="Block">The user's new block, or none where an old state was rewritten.</param>
internal readonly record struct PendingEntry(int Slot, int Record, int Bytes, PlacedBlock Block);
