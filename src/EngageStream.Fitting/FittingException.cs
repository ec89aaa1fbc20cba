namespace EngageStream.Fitting;

/// <summary>A fit that cannot be done for a reason the user can mend; the message says the reason and the remedy.</summary>
public class FittingException : Exception
{
    /// <summary>With a message that names reason and remedy.</summary>
    public FittingException(string message)
        : base(message)
    {
    }

    /// <summary>With a message that names reason and remedy, and the cause.</summary>
    public FittingException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
