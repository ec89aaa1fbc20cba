namespace EngageStream.Redis.Connections;

/// <summary>The projection cannot run as configured; the message says why and what to do, and a retry is of no use.</summary>
public sealed class RedisRefusedException : Exception
{
    /// <summary>Refuses without a message.</summary>
    public RedisRefusedException()
    {
    }

    /// <summary>Refuses for a reason.</summary>
    public RedisRefusedException(string message)
        : base(message)
    {
    }

    /// <summary>Refuses for a reason that another error gave.</summary>
    public RedisRefusedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
