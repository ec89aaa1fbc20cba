using System.Buffers.Binary;
using System.Security.Cryptography;

namespace EngageStream.EmbeddedKafka.Compaction;

/// <summary>
/// The latest offset of each key, by 128 bits of the key's hash: a record is 24 bytes in here, whatever its key. Holds a
/// limited number of keys; what does not fit is compacted in the next pass.
/// </summary>
internal sealed class OffsetMap(int capacity)
{
    private readonly Dictionary<UInt128, long> _latest = [];

    /// <summary>Whether another batch should not be begun.</summary>
    public bool IsFull => _latest.Count >= capacity;

    public void Put(ReadOnlySpan<byte> key, long offset) => _latest[Hash(key)] = offset;

    /// <summary>−1 for a key that was not put.</summary>
    public long LatestOf(ReadOnlySpan<byte> key) => _latest.GetValueOrDefault(Hash(key), -1);

    private static UInt128 Hash(ReadOnlySpan<byte> key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(key, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }
}
