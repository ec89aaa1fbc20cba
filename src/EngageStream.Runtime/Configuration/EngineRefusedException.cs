namespace EngageStream.Runtime.Configuration;

/// <summary>The engine will not run as configured. The message says why and what to do; a retry is of no use.</summary>
public sealed class EngineRefusedException : Exception
{
    /// <summary>Refuses without a message.</summary>
    public EngineRefusedException()
    {
    }

    /// <summary>Refuses for a reason.</summary>
    public EngineRefusedException(string message)
        : base(message)
    {
    }

    /// <summary>Refuses for a reason that another error gave.</summary>
    public EngineRefusedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Refuses for errors in the configuration, one line each.</summary>
    public static EngineRefusedException For(IReadOnlyList<ConfigurationError> errors) =>
        new("The configuration is not valid:" + string.Concat(errors.Select(error => $"\n  {error}")));
}
