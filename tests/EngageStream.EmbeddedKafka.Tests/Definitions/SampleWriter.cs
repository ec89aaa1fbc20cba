using System.Buffers.Binary;
using System.Text;

namespace EngageStream.EmbeddedKafka.Tests.Definitions;

/// <summary>Writes a request of some version by its definition: one element in each array, <c>t</c> for every text, 0 for numbers.</summary>
internal sealed class SampleWriter(short version, bool flexible)
{
    private readonly MemoryStream _bytes = new();

    public byte[] Bytes => _bytes.ToArray();

    public void Header(short apiKey)
    {
        Int16(apiKey);
        Int16(version);
        Int32(1);
        Int16(-1);
        Tags();
    }

    public void Fields(IReadOnlyList<MessageField> fields)
    {
        foreach (MessageField field in fields.Where(f => f.Versions.Contains(version) && !f.IsTagged))
        {
            if (field.IsArray)
            {
                Length(1, wide: true);
            }

            Value(field);
        }

        Tags();
    }

    private void Value(MessageField field)
    {
        switch (field.Type)
        {
            case "bool" or "int8":
                _bytes.WriteByte(0);
                break;
            case "int16":
                // Without an acknowledgement there would be no answer to look at.
                Int16(field.Name == "Acks" ? (short)-1 : (short)0);
                break;
            case "int32":
                Int32(0);
                break;
            case "int64" or "float64":
                _bytes.Write(new byte[8]);
                break;
            case "uuid":
                _bytes.Write(new byte[16]);
                break;
            case "string":
                Length(1, wide: false);
                _bytes.Write(Encoding.UTF8.GetBytes("t"));
                break;
            case "bytes" or "records":
                Length(0, wide: true);
                break;
            default:
                Assert.NotEmpty(field.Fields);
                Fields(field.Fields);
                break;
        }
    }

    private void Length(int length, bool wide)
    {
        if (flexible)
        {
            _bytes.WriteByte((byte)(length + 1));
        }
        else if (wide)
        {
            Int32(length);
        }
        else
        {
            Int16((short)length);
        }
    }

    private void Tags()
    {
        if (flexible)
        {
            _bytes.WriteByte(0);
        }
    }

    private void Int16(short value)
    {
        Span<byte> bytes = stackalloc byte[2];
        BinaryPrimitives.WriteInt16BigEndian(bytes, value);
        _bytes.Write(bytes);
    }

    private void Int32(int value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        _bytes.Write(bytes);
    }
}
