namespace EngageStream.EmbeddedKafka.Records;

/// <summary>
/// Walks over the records of a batch, which must not be compressed (any more). A record: length varint, attributes (1),
/// timestamp delta varint, offset delta varint, key length varint (−1: null) and key, value likewise, headers.
/// </summary>
internal ref struct RecordReader(ReadOnlySpan<byte> records)
{
    private ReadOnlySpan<byte> _rest = records;

    /// <summary>The record with its length in front, as it is in the batch.</summary>
    public ReadOnlySpan<byte> Whole { get; private set; }

    public long TimestampDelta { get; private set; }

    public long OffsetDelta { get; private set; }

    /// <summary>Meaningless where <see cref="HasKey"/> is false.</summary>
    public ReadOnlySpan<byte> Key { get; private set; }

    public bool HasKey { get; private set; }

    /// <summary>Whether the record says that its key is deleted.</summary>
    public bool IsTombstone { get; private set; }

    /// <exception cref="InvalidDataException">What follows is no record.</exception>
    public bool Read()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        ReadOnlySpan<byte> start = _rest;
        long length = Number(ref _rest);
        Require(length >= 1 && length <= _rest.Length);
        int prefix = start.Length - _rest.Length;
        ReadOnlySpan<byte> body = _rest[1..(int)length];
        _rest = _rest[(int)length..];
        Whole = start[..(prefix + (int)length)];

        TimestampDelta = Number(ref body);
        OffsetDelta = Number(ref body);
        long keyLength = Number(ref body);
        Require(keyLength <= body.Length);
        HasKey = keyLength >= 0;
        Key = HasKey ? body[..(int)keyLength] : [];
        body = body[Key.Length..];
        IsTombstone = HasKey && Number(ref body) < 0;
        return true;
    }

    private static long Number(ref ReadOnlySpan<byte> from)
    {
        Require(Varint.TryRead(ref from, out long value));
        return value;
    }

    private static void Require(bool condition)
    {
        if (!condition)
        {
            throw new InvalidDataException("the batch holds something that is no record");
        }
    }
}
