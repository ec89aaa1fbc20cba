using EngageStream.Redis.Connections;

namespace EngageStream.Redis.Projection;

/// <summary>A batch on its way.</summary>
/// <param name="Partition">Of which partition.</param>
/// <param name="Epoch">The partition's epoch when it was sent.</param>
/// <param name="Next">Offset behind its last record.</param>
/// <param name="Bytes">Its bytes, rented; they may be used again only after Redis has answered.</param>
/// <param name="SentAt">Time stamp.</param>
/// <param name="Answer">What Redis says.</param>
internal sealed record SentBatch(
    ProjectedPartition Partition, int Epoch, long Next, byte[] Bytes, long SentAt, Task<ApplyResult> Answer);
