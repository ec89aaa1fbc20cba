using System.Runtime.InteropServices;

namespace EngageStream.Runtime.Consuming;

/// <summary>
/// A record, a partition's end or an error in librdkafka's memory: its <c>rd_kafka_message_t</c>.
/// <code>
///  0       8       16          24      32       40    48      56       64
///  ├ error ┼ topic ┼ partition ┼ value ┼ length ┼ key ┼ length ┼ offset ┼ private ┤
/// </code>
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeMessage
{
    private readonly int _error;
    private readonly nint _topic;
    private readonly int _partition;
    private readonly byte* _value;
    private readonly nuint _valueLength;
    private readonly byte* _key;
    private readonly nuint _keyLength;
    private readonly long _offset;
    private readonly nint _private;

    /// <summary>0, or librdkafka's code of what came in place of a record.</summary>
    public readonly int Error => _error;

    /// <summary>Partition.</summary>
    public readonly int Partition => _partition;

    /// <summary>Offset; at a partition's end that of the record to come.</summary>
    public readonly long Offset => _offset;

    /// <summary>Whether the record has no key.</summary>
    public readonly bool HasNoKey => _key is null;

    /// <summary>Whether the record has no value.</summary>
    public readonly bool HasNoValue => _value is null;

    /// <summary>Where the bytes of key and value begin.</summary>
    public readonly byte* FirstByte => _key is null ? _value : _key;

    /// <summary>Key; empty where there is none. Valid until the batch is cleared.</summary>
    public readonly ReadOnlySpan<byte> Key => new(_key, checked((int)_keyLength));

    /// <summary>Value; empty where there is none. Valid until the batch is cleared.</summary>
    public readonly ReadOnlySpan<byte> Value => new(_value, checked((int)_valueLength));
}
