namespace EngageStream.Console.Ports;

/// <summary>
/// The people of a stage in the order of their risk, over all nodes. Needs a projection that keeps them so; where there is none,
/// the API answers 501. Thread-safe.
/// </summary>
public interface IUserIndex
{
    /// <summary>Reads a page.</summary>
    /// <param name="stage">Name of the stage, one of the playbook's.</param>
    /// <param name="limit">People on a page at most, 1 to 1,000.</param>
    /// <param name="cursor">Where the page before ended (its <see cref="UserPage.Next"/>), or <see langword="null"/> for the first page.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>The page; empty where nobody is in the stage.</returns>
    /// <exception cref="FormatException">The cursor is none that this index gave out.</exception>
    /// <exception cref="IOException">The projection cannot be reached; ask again.</exception>
    Task<UserPage> ListAsync(string stage, int limit, string? cursor, CancellationToken cancel);
}
