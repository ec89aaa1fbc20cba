using EngageStream.Domain.Churn;
using EngageStream.Domain.Model;

namespace EngageStream.Domain.State;

/// <summary>
/// The compact form of a user's state: what the state log carries and what an idle user costs in memory. Names stand by
/// content hash, so that playbooks can change around it. Not thread-safe: one per shard.
/// </summary>
public sealed class UserStateCodec(EngagementModel model)
{
    /// <summary>Longest state in bytes; a longer one is refused.</summary>
    public const int MaxLength = 64 * 1024;

    /// <summary>The playbook whose indexes the states use.</summary>
    public EngagementModel Model { get; } = model;

    /// <summary>Writes a state, the id apart, without what has expired as of <paramref name="nowMs"/>.</summary>
    /// <returns>The bytes, valid until the next call.</returns>
    /// <exception cref="InvalidOperationException">The state is longer than <see cref="MaxLength"/>.</exception>
    public ReadOnlySpan<byte> Encode(UserState user, long nowMs) => throw new NotImplementedException();

    /// <summary>Reads only the stage index (-1 where the playbook no longer has it) and the band of a compact state.</summary>
    public (int Stage, RiskBand Band) Peek(ReadOnlySpan<byte> bytes) => throw new NotImplementedException();

    /// <summary>Reads a state of this or an older layout into <paramref name="user"/>, whose id the caller sets.</summary>
    /// <exception cref="InvalidDataException">The bytes are no state, or one of a newer layout.</exception>
    public void Decode(ReadOnlySpan<byte> bytes, UserState user) => throw new NotImplementedException();
}
