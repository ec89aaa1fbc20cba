using Microsoft.Extensions.Logging;

namespace EngageStream.Runtime.Topics;

internal static partial class Log
{
    [LoggerMessage(2001, LogLevel.Information, "Created topic {Topic} with {Partitions} partitions")]
    public static partial void TopicCreated(ILogger logger, string topic, int partitions);
}
