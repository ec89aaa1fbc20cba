using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;

namespace EngageStream.Redis.Profiles;

/// <summary>
/// Writes the few kinds of MessagePack that a batch consists of, which Redis' scripts read by <c>cmsgpack.unpack</c>:
/// <code>
/// text    0xa0+n        n bytes      n &lt; 32
///         0xd9 n:1      n bytes      n &lt; 256
///         0xda n:2 BE   n bytes      n &lt; 65,536
///         0xdb n:4 BE   n bytes
/// false   0xc2
/// array   0xdd n:4 BE   n elements
/// </code>
/// </summary>
internal static class MsgPack
{
    /// <summary>Bytes of an array's head.</summary>
    public const int ArrayHead = 5;

    /// <summary>Writes an array's head into <see cref="ArrayHead"/> bytes.</summary>
    public static void WriteArrayHead(Span<byte> target, int count)
    {
        target[0] = 0xdd;
        BinaryPrimitives.WriteInt32BigEndian(target[1..], count);
    }

    /// <summary>Writes an array's head.</summary>
    public static void WriteArrayHead(ArrayBufferWriter<byte> output, int count)
    {
        WriteArrayHead(output.GetSpan(ArrayHead), count);
        output.Advance(ArrayHead);
    }

    /// <summary>Writes a text.</summary>
    public static void WriteText(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> text) => WriteText(output, [], text);

    /// <summary>Writes a text of two parts.</summary>
    public static void WriteText(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        int length = first.Length + second.Length;
        Span<byte> target = output.GetSpan(length + 5);
        int head = WriteTextHead(target, length);
        first.CopyTo(target[head..]);
        second.CopyTo(target[(head + first.Length)..]);
        output.Advance(head + length);
    }

    /// <summary>Writes a number as a text.</summary>
    public static void WriteNumber(ArrayBufferWriter<byte> output, long number)
    {
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(number, digits, out int length);
        WriteText(output, digits[..length]);
    }

    /// <summary>Writes "there is none".</summary>
    public static void WriteFalse(ArrayBufferWriter<byte> output)
    {
        output.GetSpan(1)[0] = 0xc2;
        output.Advance(1);
    }

    private static int WriteTextHead(Span<byte> target, int length)
    {
        switch (length)
        {
            case < 32:
                target[0] = (byte)(0xa0 + length);
                return 1;
            case <= byte.MaxValue:
                target[0] = 0xd9;
                target[1] = (byte)length;
                return 2;
            case <= ushort.MaxValue:
                target[0] = 0xda;
                BinaryPrimitives.WriteUInt16BigEndian(target[1..], (ushort)length);
                return 3;
            default:
                target[0] = 0xdb;
                BinaryPrimitives.WriteInt32BigEndian(target[1..], length);
                return 5;
        }
    }
}
