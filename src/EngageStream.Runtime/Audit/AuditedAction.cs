using EngageStream.Runtime.Configuration;

namespace EngageStream.Runtime.Audit;

/// <summary>
/// Does what has to be recorded: nothing is done before its beginning is recorded, and nothing is told as done before its end is.
/// </summary>
/// <param name="trail">Where it is recorded.</param>
/// <param name="time">The clock.</param>
public sealed class AuditedAction(IAuditTrail trail, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Who acts through the command line.</summary>
    public static string CommandLineActor => $"cli:{Environment.UserName}@{Environment.MachineName}";

    /// <summary>Does it.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="action">One of <see cref="AuditActions"/>.</param>
    /// <param name="on">What is acted on.</param>
    /// <param name="details">What is known before.</param>
    /// <param name="run">Does it; what it adds to the details goes into the record of the end, however that comes.</param>
    /// <param name="cancel">Ends the wait for the first record; what came of it is recorded all the same.</param>
    /// <exception cref="AuditUnavailableException">A record could not be written; the message tells whether the action was done.</exception>
    public async Task<T> RunAsync<T>(
        string actor,
        string action,
        string on,
        IReadOnlyDictionary<string, string> details,
        Func<IDictionary<string, string>, Task<T>> run,
        CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(run);
        string id = Guid.CreateVersion7(time.GetUtcNow()).ToString("N");
        var known = new Dictionary<string, string>(details);
        await trail.WriteAsync(Record(AuditOutcome.Begun), cancel);
        T result;
        try
        {
            result = await run(known);
        }
        catch (Exception fault)
        {
            // The engine's own refusals name topics and settings; what others say may quote data.
            known["error"] = fault is EngineRefusedException ? fault.Message : fault.GetType().Name;
            await TryWriteAsync(Record(AuditOutcome.Failed));
            throw;
        }

        try
        {
            await WriteEndAsync(Record(AuditOutcome.Done));
        }
        catch (AuditUnavailableException fault)
        {
            throw new AuditUnavailableException($"It was done, but that could not be recorded. {fault.Message}", fault);
        }

        return result;

        AuditRecord Record(AuditOutcome outcome) =>
            new(id, actor, action, on, outcome, time.GetUtcNow().ToUnixTimeMilliseconds(), new Dictionary<string, string>(known));
    }

    private async Task TryWriteAsync(AuditRecord record)
    {
        try
        {
            await WriteEndAsync(record);
        }
        catch (AuditUnavailableException)
        {
            // What made the action fail is what has to be told; the trail shows a beginning without an end.
        }
    }

    // Not by the caller's token: who goes away in the middle must not leave the trail without an end.
    private async Task WriteEndAsync(AuditRecord record)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            await trail.WriteAsync(record, patience.Token);
        }
        catch (OperationCanceledException fault)
        {
            throw new AuditUnavailableException($"Kafka did not take the record within {Patience.TotalSeconds} s.", fault);
        }
    }
}
