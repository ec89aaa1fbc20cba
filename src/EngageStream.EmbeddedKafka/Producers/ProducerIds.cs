using System.Globalization;
using System.Text;
using EngageStream.EmbeddedKafka.Storage;

namespace EngageStream.EmbeddedKafka.Producers;

/// <summary>
/// Hands out producer ids that are never given twice, also over crashes: a block is marked as used on the disk before
/// its first id is handed out.
/// </summary>
internal sealed class ProducerIds
{
    /// <summary>Ids per write to the disk; a crash wastes at most so many.</summary>
    public const int BlockSize = 1000;

    private readonly Lock _lock = new();
    private readonly string _path;
    private long _next;
    private long _reserved;

    public ProducerIds(string dataDirectory)
    {
        _path = Path.Combine(dataDirectory, "producer-ids");
        _next = File.Exists(_path) ? long.Parse(File.ReadAllText(_path), CultureInfo.InvariantCulture) : 1;
        _reserved = _next;
    }

    public long Next()
    {
        lock (_lock)
        {
            if (_next == _reserved)
            {
                AtomicFile.Write(_path, Encoding.ASCII.GetBytes((_reserved + BlockSize).ToString(CultureInfo.InvariantCulture)));
                _reserved += BlockSize;
            }

            return _next++;
        }
    }
}
