namespace EngageStream.Console.Ports;

/// <summary>Lists, shows and sends again what could not be processed. Thread-safe.</summary>
public interface IDeadLetterDesk
{
    /// <summary>Reads a page, the newest letters first.</summary>
    /// <exception cref="FormatException">The cursor is none that this desk gave out.</exception>
    /// <exception cref="IOException">Kafka cannot be read; the message is safe to show.</exception>
    Task<LetterPage> ListAsync(LetterQuery query, CancellationToken cancel);

    /// <summary>Reads a letter; <see langword="null"/> where there is none.</summary>
    /// <exception cref="IOException">Kafka cannot be read; the message is safe to show.</exception>
    Task<Letter?> FindAsync(LetterPlace place, CancellationToken cancel);

    /// <summary>Sends letters again, each at most once unless it is told to.</summary>
    /// <param name="order">Which.</param>
    /// <param name="progress">Told how many were sent so far.</param>
    /// <param name="cancel">Ends it after the letters at hand.</param>
    /// <exception cref="IOException">Kafka cannot be used; the message is safe to show.</exception>
    Task<ReplayResult> ReplayAsync(ReplayOrder order, Action<long> progress, CancellationToken cancel);
}
