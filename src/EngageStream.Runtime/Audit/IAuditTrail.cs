namespace EngageStream.Runtime.Audit;

/// <summary>Takes audit records. Thread-safe.</summary>
public interface IAuditTrail
{
    /// <summary>Writes a record; it is safe when the task ends.</summary>
    /// <exception cref="AuditUnavailableException">It could not be written.</exception>
    Task WriteAsync(AuditRecord record, CancellationToken cancel);
}
