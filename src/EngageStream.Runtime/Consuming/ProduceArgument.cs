using System.Runtime.InteropServices;

namespace EngageStream.Runtime.Consuming;

/// <summary>
/// One of the things that make a record for librdkafka to send: its <c>rd_kafka_vu_t</c>.
/// <code>
///  0      8                     32     72
///  ├ kind ┼ up to three values  ┼ free ┤
/// </code>
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 72)]
internal struct ProduceArgument
{
    [FieldOffset(0)]
    private int _kind;

    [FieldOffset(8)]
    private nint _first;

    [FieldOffset(16)]
    private nint _second;

    [FieldOffset(24)]
    private nint _third;

    /// <summary>The topic's name, which ends with a 0.</summary>
    public static ProduceArgument Topic(nint name) => new() { _kind = 1, _first = name };

    /// <summary>The partition.</summary>
    public static ProduceArgument Partition(int partition) => new() { _kind = 3, _first = partition };

    /// <summary>The value. It is not copied: it has to stay where it is until the record's delivery report.</summary>
    public static ProduceArgument Value(nint bytes, int length) => new() { _kind = 4, _first = bytes, _second = length };

    /// <summary>What the delivery report brings back.</summary>
    public static ProduceArgument Opaque(nint opaque) => new() { _kind = 6, _first = opaque };

    /// <summary>A header; copied. The name ends with a 0.</summary>
    public static ProduceArgument Header(nint name, nint value, int length) => new() { _kind = 9, _first = name, _second = value, _third = length };
}
