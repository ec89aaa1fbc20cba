using EngageStream.EmbeddedKafka.Protocol;

namespace EngageStream.EmbeddedKafka.Groups;

/// <summary>The answer to a sync: the member's assignment as the leader encoded it.</summary>
internal sealed record SyncReply(ErrorCode Error, string? ProtocolType, string? ProtocolName, byte[] Assignment)
{
    public static SyncReply Failed(ErrorCode error) => new(error, null, null, []);
}
