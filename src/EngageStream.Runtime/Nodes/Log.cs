using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace EngageStream.Runtime.Nodes;

internal static partial class Log
{
    [LoggerMessage(2601, LogLevel.Warning, "The node could not be announced on {Topic} ({Code}: {Reason}); it goes on, and tries again")]
    public static partial void NotAnnounced(ILogger logger, string topic, ErrorCode code, string reason);

    [LoggerMessage(2602, LogLevel.Warning, "What {Key} said on {Topic} at offset {Offset} is passed over: {Reason}")]
    public static partial void NotUnderstood(ILogger logger, string key, string topic, long offset, string reason);
}
