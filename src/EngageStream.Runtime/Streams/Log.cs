using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace EngageStream.Runtime.Streams;

internal static partial class Log
{
    [LoggerMessage(2301, LogLevel.Debug, "{Client} {Facility}: {Message}")]
    public static partial void ClientSays(ILogger logger, string client, string facility, string message);

    [LoggerMessage(2302, LogLevel.Debug, "Kafka client error {Code}: {Reason}")]
    public static partial void ClientError(ILogger logger, ErrorCode code, string reason);

    [LoggerMessage(2303, LogLevel.Warning, "Kafka at {Servers} is away ({Reason}); the engine waits and goes on when it is back")]
    public static partial void KafkaIsAway(ILogger logger, string servers, string reason);

    [LoggerMessage(2304, LogLevel.Information, "Kafka at {Servers} is back")]
    public static partial void KafkaIsBack(ILogger logger, string servers);

    [LoggerMessage(2305, LogLevel.Information, "Stream thread {StreamThread} takes over partitions {Partitions}")]
    public static partial void Assigned(ILogger logger, int streamThread, string partitions);

    [LoggerMessage(2306, LogLevel.Information, "Stream thread {StreamThread} hands over partitions {Partitions}")]
    public static partial void Revoked(ILogger logger, int streamThread, string partitions);

    [LoggerMessage(2307, LogLevel.Warning, "Stream thread {StreamThread} has lost partitions {Partitions}; what was not committed is another's now")]
    public static partial void Lost(ILogger logger, int streamThread, string partitions);

    [LoggerMessage(2308, LogLevel.Warning, "Input positions were not committed ({Code}: {Reason}); they go with the next commit")]
    public static partial void PositionsNotCommitted(ILogger logger, ErrorCode code, string reason);

    [LoggerMessage(2309, LogLevel.Warning, "The state log was not cut ({Reason}); the next cut makes up for it")]
    public static partial void TrimFailed(ILogger logger, string reason);

    [LoggerMessage(2310, LogLevel.Warning, "Reading was interrupted ({Code}: {Reason})")]
    public static partial void ConsumeInterrupted(ILogger logger, ErrorCode code, string reason);

    [LoggerMessage(2311, LogLevel.Warning, "Record at partition {Partition}, offset {Offset} belongs to partition {Home}: forwarded there, as will be all others of its kind. If there are many, the producers choose partitions in another way: see the setting partitioner")]
    public static partial void Misplaced(ILogger logger, int partition, long offset, int home);

    [LoggerMessage(2312, LogLevel.Error, "Stream thread {StreamThread} failed and starts again from the state log")]
    public static partial void ThreadRestarts(ILogger logger, Exception error, int streamThread);

    [LoggerMessage(2313, LogLevel.Error, "Stream thread {StreamThread} could not commit before its stop; after the next start the work since the last commit is done again")]
    public static partial void StoppedWithoutCommit(ILogger logger, int streamThread);

    [LoggerMessage(2314, LogLevel.Warning, "The last commit before partitions were handed over failed ({Reason}); the next owner does the work again")]
    public static partial void HandOverWithoutCommit(ILogger logger, string reason);

    [LoggerMessage(2316, LogLevel.Warning, "Stream thread {StreamThread} aborted a transaction ({Code}: {Reason}); the work since the last commit is done again")]
    public static partial void Aborted(ILogger logger, int streamThread, ErrorCode code, string reason);

    [LoggerMessage(2317, LogLevel.Warning, "Stream thread {StreamThread} was shut out by another process with the same application.id and node.id, and starts again")]
    public static partial void Fenced(ILogger logger, int streamThread);

    [LoggerMessage(2315, LogLevel.Critical, "Stream thread {StreamThread} cannot go on")]
    public static partial void ThreadEnds(ILogger logger, Exception error, int streamThread);
}
