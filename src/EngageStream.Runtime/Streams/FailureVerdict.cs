namespace EngageStream.Runtime.Streams;

/// <summary>What has to be done about a failure of a stream thread's producer.</summary>
internal enum FailureVerdict
{
    /// <summary>Abort, roll the shards back, read their input again.</summary>
    Abort,

    /// <summary>Begin anew with another producer, and restore the shards: nobody knows what became of the commit.</summary>
    Restart,

    /// <summary>As <see cref="Restart"/>; another process has taken the place of this one.</summary>
    Fenced,
}
