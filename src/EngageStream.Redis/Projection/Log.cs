using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace EngageStream.Redis.Projection;

internal static partial class Log
{
    [LoggerMessage(5101, LogLevel.Information, "{Topic} is projected to Redis at {Servers}, keys {Prefix}*")]
    public static partial void Starting(ILogger logger, string topic, string servers, string prefix);

    [LoggerMessage(5102, LogLevel.Warning, "Redis at {Servers} is away ({Reason}); the projection waits and catches up when it is back")]
    public static partial void RedisIsAway(ILogger logger, string servers, string reason);

    [LoggerMessage(5103, LogLevel.Information, "Redis at {Servers} is back")]
    public static partial void RedisIsBack(ILogger logger, string servers);

    [LoggerMessage(5104, LogLevel.Information, "The projection takes over partitions {Partitions}")]
    public static partial void Assigned(ILogger logger, string partitions);

    [LoggerMessage(5105, LogLevel.Information, "The projection hands over partitions {Partitions}")]
    public static partial void Revoked(ILogger logger, string partitions);

    [LoggerMessage(5106, LogLevel.Information, "Partition {Partition} is at another position in Redis than here (another process, a rebuild, or a Redis that went back): read on from there")]
    public static partial void Refused(ILogger logger, int partition);

    [LoggerMessage(5107, LogLevel.Warning, "Record at partition {Partition}, offset {Offset} is no profile, and is passed over, as will be all others of its kind")]
    public static partial void Unreadable(ILogger logger, int partition, long offset);

    [LoggerMessage(5108, LogLevel.Warning, "Partition {Partition} ends at offset {End}, before its position {Position} in Redis: the topic was made anew, and the partition is rebuilt")]
    public static partial void MadeAnew(ILogger logger, int partition, long end, long position);

    [LoggerMessage(5109, LogLevel.Information, "Partition {Partition} is rebuilt from the start; the old answers stay meanwhile")]
    public static partial void Rebuilding(ILogger logger, int partition);

    [LoggerMessage(5110, LogLevel.Information, "The rebuild is complete; {Forgotten} people whom it had not seen are gone")]
    public static partial void Rebuilt(ILogger logger, long forgotten);

    [LoggerMessage(5111, LogLevel.Warning, "Reading {Topic} was interrupted ({Code}: {Reason})")]
    public static partial void ConsumeInterrupted(ILogger logger, string topic, ErrorCode code, string reason);

    [LoggerMessage(5112, LogLevel.Error, "The projection failed and starts again")]
    public static partial void Restarts(ILogger logger, Exception error);

    [LoggerMessage(5113, LogLevel.Critical, "The projection to Redis ends, the engine does not: {Reason}")]
    public static partial void Ends(ILogger logger, string reason);

    [LoggerMessage(5114, LogLevel.Debug, "{Client} {Facility}: {Message}")]
    public static partial void ClientSays(ILogger logger, string client, string facility, string message);

    [LoggerMessage(5115, LogLevel.Debug, "Kafka client error {Code}: {Reason}")]
    public static partial void ClientError(ILogger logger, ErrorCode code, string reason);

    [LoggerMessage(5116, LogLevel.Warning, "Keys {Prefix}* are those of {Layout}, from a version before this one: everything is rebuilt in place")]
    public static partial void ReplacingLayout(ILogger logger, string prefix, string layout);
}
