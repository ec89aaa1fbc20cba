using System.Buffers;
using System.Buffers.Binary;

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

    /// <summary>Bytes of the head of a text.</summary>
    public static int TextHead(int length) => length switch
    {
        < 32 => 1,
        <= byte.MaxValue => 2,
        <= ushort.MaxValue => 3,
        _ => 5,
    };

    /// <summary>Writes a text.</summary>
    public static void WriteText(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> text)
    {
        int head = TextHead(text.Length);
        Span<byte> target = output.GetSpan(head + text.Length);
        WriteTextHead(target, text.Length);
        text.CopyTo(target[head..]);
        output.Advance(head + text.Length);
    }

    /// <summary>Writes "there is none".</summary>
    public static void WriteFalse(ArrayBufferWriter<byte> output)
    {
        output.GetSpan(1)[0] = 0xc2;
        output.Advance(1);
    }

    private static void WriteTextHead(Span<byte> target, int length)
    {
        switch (TextHead(length))
        {
            case 1:
                target[0] = (byte)(0xa0 + length);
                break;
            case 2:
                target[0] = 0xd9;
                target[1] = (byte)length;
                break;
            case 3:
                target[0] = 0xda;
                BinaryPrimitives.WriteUInt16BigEndian(target[1..], (ushort)length);
                break;
            default:
                target[0] = 0xdb;
                BinaryPrimitives.WriteInt32BigEndian(target[1..], length);
                break;
        }
    }
}
