namespace EngageStream.Console.Ports;

/// <summary>Does what has to be recorded in the audit trail, and nothing that could not be. Thread-safe.</summary>
public interface IAudit
{
    /// <summary>Records that an action begins, does it, and records what came of it.</summary>
    /// <param name="request">Who does what.</param>
    /// <param name="run">Does it; what it adds to the details is recorded with the outcome.</param>
    /// <param name="cancel">Ends the wait for the first record.</param>
    /// <exception cref="NotRecordedException">It could not be recorded; the message says whether it was done.</exception>
    Task<T> RunAsync<T>(AuditedRequest request, Func<IDictionary<string, string>, Task<T>> run, CancellationToken cancel);
}

/// <summary>Who does what.</summary>
/// <param name="Token">Name of the caller's token.</param>
/// <param name="Action">Name of the action, such as <c>dead_letters.replayed</c>.</param>
/// <param name="On">What is acted on.</param>
/// <param name="Details">Filters and the like; no personal data.</param>
public sealed record AuditedRequest(string Token, string Action, string On, IReadOnlyDictionary<string, string> Details);

/// <summary>An action could not be recorded. The message is safe to show, and says whether it was done.</summary>
public sealed class NotRecordedException : Exception
{
    /// <summary>Without a message.</summary>
    public NotRecordedException()
    {
    }

    /// <summary>With a message.</summary>
    public NotRecordedException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and its cause.</summary>
    public NotRecordedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
