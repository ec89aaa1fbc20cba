using System.Collections.Concurrent;
using EngageStream.Domain.Model;
using EngageStream.Runtime.Shards;

namespace EngageStream.Runtime.Reads;

/// <summary>Writers of answers, as many as are at work at the same time. Thread-safe.</summary>
/// <param name="model">The playbook at work.</param>
/// <param name="live">Whether sends can be too late.</param>
internal sealed class UserBodies(EngagementModel model, bool live)
{
    private readonly ConcurrentBag<UserBody> _spare = [];

    /// <summary>See <see cref="UserBody.Write"/>.</summary>
    public byte[] Write(byte[] id, CommittedUser committed, bool explain)
    {
        // One that threw is not used again: its state may be half of another person's.
        UserBody body = _spare.TryTake(out UserBody? spare) ? spare : new UserBody(model, live);
        byte[] json = body.Write(id, committed, explain);
        _spare.Add(body);
        return json;
    }
}
