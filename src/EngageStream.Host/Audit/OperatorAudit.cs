using EngageStream.Runtime.Audit;
using EngageStream.Runtime.Configuration;
using Microsoft.Extensions.Logging;

namespace EngageStream.Host.Audit;

/// <summary>Does what an operator asks of the command line, with its records in the audit trail.</summary>
internal static class OperatorAudit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>Does it.</summary>
    /// <param name="options">The application's settings.</param>
    /// <param name="action">One of <see cref="AuditActions"/>.</param>
    /// <param name="on">What is acted on.</param>
    /// <param name="details">What is known before.</param>
    /// <param name="run">Does it, and adds to the details.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where the Kafka client's own words go.</param>
    /// <param name="cancel">Ends the wait for Kafka.</param>
    /// <exception cref="AuditUnavailableException">It could not be recorded; the message tells whether it was done.</exception>
    public static async Task<T> RunAsync<T>(
        EngineOptions options,
        string action,
        string on,
        IReadOnlyDictionary<string, string> details,
        Func<IDictionary<string, string>, Task<T>> run,
        TimeProvider time,
        ILogger logger,
        CancellationToken cancel)
    {
        using var trail = new AuditTrail(options, Patience, logger);
        return await new AuditedAction(trail, time)
            .RunAsync(AuditedAction.CommandLineActor, action, on, details, run, cancel).ConfigureAwait(false);
    }
}
