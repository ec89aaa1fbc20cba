namespace EngageStream.Runtime.Reads;

/// <summary>Whether a queue takes a question.</summary>
internal enum ReadAdmission : byte
{
    /// <summary>It waits now.</summary>
    Taken,

    /// <summary>As many wait as may.</summary>
    Full,

    /// <summary>No stream thread serves the queue at the moment.</summary>
    Closed,
}
