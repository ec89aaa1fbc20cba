using EngageStream.EmbeddedKafka.Records;

namespace EngageStream.EmbeddedKafka.Storage;

/// <summary>Reads batch headers of a segment through a small window, so that many small batches cost one read.</summary>
internal sealed class HeaderWindow(LogSegment segment)
{
    private readonly byte[] _window = new byte[LogSegment.IndexIntervalBytes];
    private int _start;
    private int _length;

    /// <exception cref="InvalidDataException">There is no batch at this position.</exception>
    public BatchLocation At(int position)
    {
        ReadOnlySpan<byte> bytes = BytesAt(position);
        var header = new RecordBatchHeader(bytes);
        return header.TotalBytes >= RecordBatchHeader.Size
            ? new BatchLocation(position, header.TotalBytes, header.BaseOffset, header.LastOffset, header.MaxTimestamp)
            : throw new InvalidDataException($"segment {segment.BaseOffset} has no batch at position {position}");
    }

    /// <summary>The bytes of a batch header.</summary>
    public ReadOnlySpan<byte> BytesAt(int position)
    {
        if (position < _start || position + RecordBatchHeader.Size > _start + _length)
        {
            _start = position;
            _length = segment.Read(_window, position);
            if (_length < RecordBatchHeader.Size)
            {
                throw new InvalidDataException($"segment {segment.BaseOffset} ends inside a batch header at position {position}");
            }
        }

        return _window.AsSpan(position - _start, RecordBatchHeader.Size);
    }
}
