namespace EngageStream.Console.Ports;

/// <summary>Finds what the engine knows of a person, whichever node owns the person's partition.</summary>
public interface IUserLookup
{
    /// <summary>Looks a person up, in what is committed.</summary>
    /// <param name="userId">The person, as events name it.</param>
    /// <param name="explain">Whether to add windows, risk contributions, pending timers and what happens next by silence.</param>
    /// <param name="cancel">Ends the wait.</param>
    Task<UserAnswer> FindAsync(string userId, bool explain, CancellationToken cancel);
}
