using Microsoft.Extensions.Logging;

namespace EngageStream.EmbeddedKafka;

/// <summary>Everything the broker logs. Event ids are stable: 100 life cycle, 200 connections, 300 storage, 400 topics, 500 groups,
/// 600 transactions.</summary>
internal static partial class Log
{
    [LoggerMessage(101, LogLevel.Information, "Embedded broker listens on {Address} ({Security}), data in {Directory}, {Topics} topics")]
    public static partial void Started(ILogger logger, string address, string security, string directory, int topics);

    [LoggerMessage(102, LogLevel.Information, "Embedded broker on {Address} stopped")]
    public static partial void Stopped(ILogger logger, string address);

    [LoggerMessage(103, LogLevel.Error, "Accepting connections failed; going on")]
    public static partial void AcceptFailed(ILogger logger, Exception exception);

    [LoggerMessage(104, LogLevel.Warning, "Clients that check certificates will refuse this broker's: {Fault}")]
    public static partial void CertificateDoubtful(ILogger logger, string fault);

    [LoggerMessage(201, LogLevel.Warning, "Closed the connection of {Remote} (client id {ClientId}): {Reason}")]
    public static partial void ConnectionRejected(ILogger logger, string remote, string clientId, string reason);

    [LoggerMessage(202, LogLevel.Error, "Closed the connection of {Remote} (client id {ClientId}): serving {Api} failed")]
    public static partial void ConnectionFailed(ILogger logger, string remote, string clientId, string api, Exception exception);

    [LoggerMessage(203, LogLevel.Warning, "Refused a connection of {Remote}: {Limit} connections are open already (MaxConnections)")]
    public static partial void TooManyConnections(ILogger logger, string remote, int limit);

    [LoggerMessage(
        204, LogLevel.Warning, "Closed the connection of {Remote} (client id {ClientId}), which is not authenticated: {Reason}")]
    public static partial void AuthenticationFailed(ILogger logger, string remote, string clientId, string reason);

    [LoggerMessage(205, LogLevel.Debug, "{Remote} (client id {ClientId}) is {User}, by {Mechanism}")]
    public static partial void Authenticated(ILogger logger, string remote, string clientId, string user, string mechanism);

    [LoggerMessage(
        206, LogLevel.Warning, "Refused a connection of {Remote}: {Limit} others are not authenticated yet (MaxUnauthenticatedConnections)")]
    public static partial void TooManyStrangers(ILogger logger, string remote, int limit);

    [LoggerMessage(301, LogLevel.Error, "Writing to the log in {Directory} failed")]
    public static partial void AppendFailed(ILogger logger, string directory, Exception exception);

    [LoggerMessage(302, LogLevel.Warning, "Cut {Bytes} torn or damaged bytes off segment {Segment} in {Directory}; the log goes on at offset {NextOffset}")]
    public static partial void TornTailCut(ILogger logger, string directory, long segment, long bytes, long nextOffset);

    [LoggerMessage(303, LogLevel.Error, "Flushing to the disk failed; trying again after the next interval")]
    public static partial void FlushFailed(ILogger logger, Exception exception);

    [LoggerMessage(304, LogLevel.Information, "Compacted the log in {Directory} up to offset {Offset}: {BytesBefore} bytes before, {BytesAfter} after")]
    public static partial void Compacted(ILogger logger, string directory, long offset, long bytesBefore, long bytesAfter);

    [LoggerMessage(305, LogLevel.Error, "Cleaning the log in {Directory} failed; trying again after the next interval")]
    public static partial void CleaningFailed(ILogger logger, string directory, Exception exception);

    [LoggerMessage(401, LogLevel.Information, "Created topic {Topic} with {Partitions} partitions")]
    public static partial void TopicCreated(ILogger logger, string topic, int partitions);

    [LoggerMessage(402, LogLevel.Information, "Deleted topic {Topic}")]
    public static partial void TopicDeleted(ILogger logger, string topic);

    [LoggerMessage(403, LogLevel.Information, "Altered the settings of topic {Topic}")]
    public static partial void TopicAltered(ILogger logger, string topic);

    [LoggerMessage(404, LogLevel.Information, "Topic {Topic} has {Partitions} partitions now")]
    public static partial void TopicExtended(ILogger logger, string topic, int partitions);

    [LoggerMessage(501, LogLevel.Information, "Group {Group}: {From} to {To}, generation {Generation}, {Members} members")]
    public static partial void GroupChanged(
        ILogger logger, string group, Groups.GroupState from, Groups.GroupState to, int generation, int members);

    [LoggerMessage(502, LogLevel.Warning, "Group {Group}: removed member {Member}: {Reason}")]
    public static partial void MemberRemoved(ILogger logger, string group, string member, string reason);

    [LoggerMessage(503, LogLevel.Warning, "Cut {Bytes} torn or damaged bytes off the journal of groups and offsets")]
    public static partial void GroupJournalCut(ILogger logger, long bytes);

    [LoggerMessage(601, LogLevel.Warning, "Cut {Bytes} torn or damaged bytes off the journal of transactions")]
    public static partial void TransactionJournalCut(ILogger logger, long bytes);

    [LoggerMessage(602, LogLevel.Warning, "Aborting the transaction of {TransactionalId} (producer {ProducerId}): open for more than {TimeoutMs} ms")]
    public static partial void TransactionTimedOut(ILogger logger, string transactionalId, long producerId, int timeoutMs);

    [LoggerMessage(603, LogLevel.Error, "Ending the transaction of {TransactionalId} failed; trying again")]
    public static partial void TransactionEndFailed(ILogger logger, string transactionalId, Exception exception);
}
