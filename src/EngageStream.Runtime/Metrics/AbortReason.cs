using Confluent.Kafka;

namespace EngageStream.Runtime.Metrics;

/// <summary>Why a transaction was aborted.</summary>
internal enum AbortReason : byte
{
    /// <summary>The group changed while the transaction was open.</summary>
    Rebalance,

    /// <summary>Partitions were lost to others.</summary>
    Lost,

    /// <summary>Kafka, or a coordinator in it, did not answer in time.</summary>
    Unreachable,

    /// <summary>An output was not delivered.</summary>
    Delivery,

    /// <summary>Anything else; the log names it.</summary>
    Other,
}

/// <summary>Sorts errors into the reasons.</summary>
internal static class AbortReasons
{
    /// <summary>Reason for which an error led to an abort.</summary>
    public static AbortReason Of(Error error) => error.Code switch
    {
        ErrorCode.IllegalGeneration or ErrorCode.UnknownMemberId or ErrorCode.RebalanceInProgress => AbortReason.Rebalance,
        ErrorCode.Local_AssignmentLost => AbortReason.Lost,
        ErrorCode.Local_TimedOut or ErrorCode.Local_Transport or ErrorCode.Local_AllBrokersDown or ErrorCode.Local_Resolve or
            ErrorCode.RequestTimedOut or ErrorCode.NetworkException or ErrorCode.GroupCoordinatorNotAvailable or
            ErrorCode.NotCoordinatorForGroup or ErrorCode.GroupLoadInProgress => AbortReason.Unreachable,
        ErrorCode.Local_MsgTimedOut or ErrorCode.Local_PurgeQueue or ErrorCode.Local_PurgeInflight or ErrorCode.MsgSizeTooLarge or
            ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition or
            ErrorCode.TopicAuthorizationFailed or ErrorCode.NotEnoughReplicas or
            ErrorCode.NotEnoughReplicasAfterAppend => AbortReason.Delivery,
        _ => AbortReason.Other,
    };
}
