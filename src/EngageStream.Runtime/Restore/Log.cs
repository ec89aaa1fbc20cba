using Microsoft.Extensions.Logging;

namespace EngageStream.Runtime.Restore;

internal static partial class Log
{
    [LoggerMessage(2201, LogLevel.Information, "Partition {Partition} is restored: {Users} users, input goes on at offset {Offset}")]
    public static partial void Restored(ILogger logger, int partition, long users, long offset);

    [LoggerMessage(2202, LogLevel.Warning, "The restore of partition {Partition} was interrupted ({Reason}) and starts again")]
    public static partial void RestoreInterrupted(ILogger logger, int partition, string reason);
}
