using EngageStream.Domain.Churn;

namespace EngageStream.Domain.State;

/// <summary>
/// What is needed to put a state back to what it was before one step of its actor: a copy, in which the message ids, the
/// longest part, are a mark only, since a step remembers one at most. Reused from step to step.
/// </summary>
public sealed class UserCheckpoint
{
    private readonly UserState _copy = new();
    private RecentMessagesMark _recent;

    /// <summary>Stage at the checkpoint.</summary>
    public int Stage => _copy.Stage;

    /// <summary>Band at the checkpoint.</summary>
    public RiskBand Band => _copy.Band;

    /// <summary>Takes the state down.</summary>
    public void Take(UserState user)
    {
        _copy.CopyExceptRecent(user);
        _recent = user.Recent.Mark();
    }

    /// <summary>Puts the state back, after at most one step of the actor.</summary>
    public void PutBack(UserState user)
    {
        user.CopyExceptRecent(_copy);
        user.Recent.TakeBack(_recent);
    }
}
