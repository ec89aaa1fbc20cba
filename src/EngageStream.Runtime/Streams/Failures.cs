using Confluent.Kafka;

namespace EngageStream.Runtime.Streams;

/// <summary>Tells errors of Kafka that pass from those that do not.</summary>
internal static class Failures
{
    /// <summary>Whether another producer with the same transactional id has taken over, or the broker ended a transaction that took too long.</summary>
    public static bool IsFenced(Error error) => error.Code
        is ErrorCode.Local_Fenced
        or ErrorCode.ProducerFenced
        or ErrorCode.InvalidProducerEpoch;

    /// <summary>Whether no waiting helps: rights, credentials, or features that are missing.</summary>
    public static bool IsHopeless(Error error) => error.Code
        is ErrorCode.Local_Authentication
        or ErrorCode.SaslAuthenticationFailed
        or ErrorCode.TopicAuthorizationFailed
        or ErrorCode.GroupAuthorizationFailed
        or ErrorCode.ClusterAuthorizationFailed
        or ErrorCode.TransactionalIdAuthorizationFailed
        or ErrorCode.UnsupportedVersion
        or ErrorCode.Local_UnsupportedFeature
        or ErrorCode.Local_Ssl;
}
