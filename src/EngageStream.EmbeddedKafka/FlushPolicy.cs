namespace EngageStream.EmbeddedKafka;

/// <summary>When the broker asks the operating system to put written data on the disk (fsync).</summary>
/// <remarks>
/// Whatever the policy, a produce request is answered only after its batch was handed to the operating system, so a
/// killed broker process loses nothing; the policy decides what a power failure or kernel crash may lose.
/// </remarks>
public enum FlushPolicy
{
    /// <summary>Never; the operating system writes back in its own time. The fastest, and Kafka's own default.</summary>
    None,

    /// <summary>After every appended batch and every committed offset, before the answer is sent. The safest, and slow.</summary>
    EveryBatch,

    /// <summary>Every <see cref="BrokerOptions.FlushInterval"/>, for the logs written since the last time.</summary>
    Interval,
}
