using Microsoft.Extensions.Logging;

namespace EngageStream.EmbeddedKafka;

/// <summary>Everything the broker logs. Event ids are stable: 100 life cycle, 200 connections, 300 storage, 400 topics, 500 groups.</summary>
internal static partial class Log
{
    [LoggerMessage(101, LogLevel.Information, "Embedded broker listens on {Address}, data in {Directory}, {Topics} topics")]
    public static partial void Started(ILogger logger, string address, string directory, int topics);

    [LoggerMessage(102, LogLevel.Information, "Embedded broker on {Address} stopped")]
    public static partial void Stopped(ILogger logger, string address);

    [LoggerMessage(103, LogLevel.Error, "Accepting connections failed; going on")]
    public static partial void AcceptFailed(ILogger logger, Exception exception);

    [LoggerMessage(201, LogLevel.Warning, "Closed the connection of {Remote} (client id {ClientId}): {Reason}")]
    public static partial void ConnectionRejected(ILogger logger, string remote, string clientId, string reason);

    [LoggerMessage(202, LogLevel.Error, "Closed the connection of {Remote} (client id {ClientId}): serving {Api} failed")]
    public static partial void ConnectionFailed(ILogger logger, string remote, string clientId, string api, Exception exception);

    [LoggerMessage(203, LogLevel.Warning, "Refused a connection of {Remote}: {Limit} connections are open already (MaxConnections)")]
    public static partial void TooManyConnections(ILogger logger, string remote, int limit);

    [LoggerMessage(301, LogLevel.Error, "Writing to the log in {Directory} failed")]
    public static partial void AppendFailed(ILogger logger, string directory, Exception exception);

    [LoggerMessage(302, LogLevel.Warning, "Cut {Bytes} torn or damaged bytes off segment {Segment} in {Directory}; the log goes on at offset {NextOffset}")]
    public static partial void TornTailCut(ILogger logger, string directory, long segment, long bytes, long nextOffset);

    [LoggerMessage(303, LogLevel.Error, "Flushing to the disk failed; trying again after the next interval")]
    public static partial void FlushFailed(ILogger logger, Exception exception);

    [LoggerMessage(401, LogLevel.Information, "Created topic {Topic} with {Partitions} partitions")]
    public static partial void TopicCreated(ILogger logger, string topic, int partitions);

    [LoggerMessage(402, LogLevel.Information, "Deleted topic {Topic}")]
    public static partial void TopicDeleted(ILogger logger, string topic);

    [LoggerMessage(501, LogLevel.Information, "Group {Group}: {From} to {To}, generation {Generation}, {Members} members")]
    public static partial void GroupChanged(
        ILogger logger, string group, Groups.GroupState from, Groups.GroupState to, int generation, int members);

    [LoggerMessage(502, LogLevel.Warning, "Group {Group}: removed member {Member}: {Reason}")]
    public static partial void MemberRemoved(ILogger logger, string group, string member, string reason);

    [LoggerMessage(503, LogLevel.Warning, "Cut {Bytes} torn or damaged bytes off the journal of groups and offsets")]
    public static partial void GroupJournalCut(ILogger logger, long bytes);
}
