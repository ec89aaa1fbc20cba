using EngageStream.Console.Ports;
using EngageStream.Runtime.Hosting;
using EngageStream.Runtime.Reads;

namespace EngageStream.Host.Api;

/// <summary>Looks people up in the engine of this process.</summary>
internal sealed class EngineUserLookup(EngineHost engine) : IUserLookup
{
    /// <inheritdoc/>
    public async Task<UserAnswer> FindAsync(string userId, bool explain, CancellationToken cancel)
    {
        UserRead read = await engine.ReadUserAsync(userId, explain, cancel).ConfigureAwait(false);
        return new UserAnswer(OutcomeOf(read.Outcome), read.Json, read.Owner);
    }

    internal static UserOutcome OutcomeOf(UserReadOutcome outcome) => outcome switch
    {
        UserReadOutcome.Found => UserOutcome.Found,
        UserReadOutcome.Unknown => UserOutcome.Unknown,
        UserReadOutcome.Elsewhere => UserOutcome.Elsewhere,
        UserReadOutcome.Busy => UserOutcome.Busy,
        UserReadOutcome.Restoring => UserOutcome.Restoring,
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "An outcome without a counterpart"),
    };
}
