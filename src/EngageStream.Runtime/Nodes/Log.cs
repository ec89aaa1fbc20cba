using Microsoft.Extensions.Logging;

namespace EngageStream.Runtime.Nodes;

internal static partial class Log
{
    [LoggerMessage(2601, LogLevel.Warning, "The node could not be announced on {Topic} ({Reason}); it works all the same, and tries again")]
    public static partial void NotAnnounced(ILogger logger, string topic, string reason);

    [LoggerMessage(2602, LogLevel.Warning, "What {Key} said on {Topic} at offset {Offset} is passed over: {Reason}")]
    public static partial void NotUnderstood(ILogger logger, string key, string topic, long offset, string reason);

    [LoggerMessage(2603, LogLevel.Warning, "{Topic} cannot be followed ({Reason}): this node does not know the others")]
    public static partial void NotFollowed(ILogger logger, string topic, string reason);
}
