using EngageStream.EmbeddedKafka.Protocol;

namespace EngageStream.EmbeddedKafka.Storage;

/// <summary>The outcome of an append.</summary>
/// <param name="Error"><see cref="ErrorCode.None"/> when the batch is in the log, now or since an earlier attempt.</param>
/// <param name="BaseOffset">Offset of its first record; −1 on errors.</param>
/// <param name="LogAppendTime">Time given by the broker, ms since 1970; −1 where the producer's time counts.</param>
/// <param name="Reason">What was wrong, for the client's log.</param>
internal readonly record struct AppendResult(ErrorCode Error, long BaseOffset, long LogAppendTime, string? Reason = null)
{
    public static AppendResult Failed(ErrorCode error, string? reason = null) => new(error, -1, -1, reason);
}
