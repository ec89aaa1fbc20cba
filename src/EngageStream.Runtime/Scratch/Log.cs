using Microsoft.Extensions.Logging;

namespace EngageStream.Runtime.Scratch;

internal static partial class Log
{
    [LoggerMessage(2351, LogLevel.Error, "A scratch file in {Folder} could not be written ({Reason}): packed users stay in memory, above memory.limit.bytes, and nothing is lost. Make room there, or name another folder in scratch.dir; it is tried again")]
    public static partial void WriteFailed(ILogger logger, string folder, string reason);
}
