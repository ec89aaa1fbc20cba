namespace EngageStream.Runtime.Audit;

/// <summary>The audit trail cannot be written, and so nothing may be done that belongs into it. The message names the remedy.</summary>
public sealed class AuditUnavailableException : Exception
{
    /// <summary>Without a message.</summary>
    public AuditUnavailableException()
    {
    }

    /// <summary>With a message.</summary>
    public AuditUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and what Kafka said.</summary>
    public AuditUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
