using System.Buffers.Binary;

namespace EngageStream.EmbeddedKafka.Tests.Definitions;

/// <summary>Walks through a response by its definition, as strictly as a client may: nothing null that may not be, nothing over.</summary>
internal sealed class StrictReader(byte[] bytes, short version, bool flexible)
{
    private int _at;

    /// <summary>Whether every byte was read.</summary>
    public bool AtEnd => _at == bytes.Length;

    public void Correlation() => Take(4);

    public void Fields(IReadOnlyList<MessageField> fields)
    {
        foreach (MessageField field in fields.Where(f => f.Versions.Contains(version) && !f.IsTagged))
        {
            int count = field.IsArray ? NotNull(field, Length(wide: true)) : 1;
            for (int i = 0; i < count; i++)
            {
                Value(field);
            }
        }

        Tags();
    }

    public void Tags()
    {
        for (int left = flexible ? Unsigned() : 0; left > 0; left--)
        {
            Unsigned();
            Take(Unsigned());
        }
    }

    private void Value(MessageField field)
    {
        switch (field.Type)
        {
            case "bool" or "int8":
                Take(1);
                break;
            case "int16" or "uint16":
                Take(2);
                break;
            case "int32" or "uint32":
                Take(4);
                break;
            case "int64" or "float64":
                Take(8);
                break;
            case "uuid":
                Take(16);
                break;
            case "string":
                Take(NotNull(field, Length(wide: false)));
                break;
            case "bytes" or "records":
                Take(NotNull(field, Length(wide: true)));
                break;
            default:
                Assert.NotEmpty(field.Fields);
                Fields(field.Fields);
                break;
        }
    }

    private int NotNull(MessageField field, int length)
    {
        Assert.True(length >= 0 || field.Nullable.Contains(version), $"{field.Name} is null");
        return Math.Max(0, length);
    }

    private int Length(bool wide) => flexible ? Unsigned() - 1
        : wide ? BinaryPrimitives.ReadInt32BigEndian(Take(4))
        : BinaryPrimitives.ReadInt16BigEndian(Take(2));

    private int Unsigned()
    {
        int value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = Take(1)[0];
            value |= (next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        Assert.True(count >= 0 && _at + count <= bytes.Length, $"the response ends at {bytes.Length}, and {count} bytes more are due at {_at}");
        _at += count;
        return bytes.AsSpan(_at - count, count);
    }
}
