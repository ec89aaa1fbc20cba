using Microsoft.Extensions.Logging;

namespace EngageStream.Runtime.Standby;

internal static partial class Log
{
    [LoggerMessage(2251, LogLevel.Warning, "The warm copy of partition {Partition} is given up ({Reason}); if the partition comes over, it is restored from its state log")]
    public static partial void CopyGivenUp(ILogger logger, int partition, string reason);
}
