using Microsoft.Extensions.Logging;

namespace EngageStream.Runtime.Outputs;

internal static partial class Log
{
    [LoggerMessage(2101, LogLevel.Error, "An output of the step at partition {Partition}, offset {Offset} could not be written; the step stays, see dead letters")]
    public static partial void OutputFailed(ILogger logger, Exception error, int partition, long offset);

    [LoggerMessage(2102, LogLevel.Error, "A person's timer in partition {Partition}, due at {DueMs} ms, failed and is disarmed until the person's next event, see dead letters")]
    public static partial void TimerFailed(ILogger logger, Exception error, int partition, long dueMs);

    [LoggerMessage(2103, LogLevel.Error, "The record at partition {Partition}, offset {Offset} could not be processed, see dead letters")]
    public static partial void ActorFailed(ILogger logger, Exception error, int partition, long offset);
}
