using EngageStream.Domain.Effects;
using EngageStream.Domain.State;

namespace EngageStream.Runtime.Shards;

/// <summary>
/// Takes what a shard's users do, on the shard's thread. What is passed may be read during the call only. An exception from
/// here is not contained: the shard has to be restored.
/// </summary>
public interface IShardOutput
{
    /// <summary>A step went well.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="user">State after the step.</param>
    /// <param name="effects">What the step did; often nothing.</param>
    /// <param name="cause">The record that caused it; for a timer the last record taken.</param>
    /// <param name="clockMs">The instant as of which the step ran: shard clock, or a timer's due instant.</param>
    void Publish(Shard shard, UserState user, EffectBuffer effects, in RecordPosition cause, long clockMs);

    /// <summary>A timer fired; <see cref="Publish"/> follows.</summary>
    /// <param name="dueMs">When it was due.</param>
    /// <param name="sendMs">Wall time when live, 0 in replay.</param>
    void TimerFired(long dueMs, long sendMs)
    {
    }

    /// <summary>A step failed and left no trace in the state.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="userId">The user.</param>
    /// <param name="error">What went wrong.</param>
    /// <param name="cause">The record that failed; for a timer the last record taken.</param>
    /// <param name="dueMs">
    /// <see langword="null"/> when the record failed; else the instant at which the user's timer failed, which is disarmed
    /// until the user's next event.
    /// </param>
    void Fault(Shard shard, ReadOnlySpan<byte> userId, Exception error, in RecordPosition cause, long? dueMs);
}
