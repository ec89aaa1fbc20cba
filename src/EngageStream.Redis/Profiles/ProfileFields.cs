using System.Buffers;
using System.Text.Json;
using EngageStream.Domain.Events;

namespace EngageStream.Redis.Profiles;

/// <summary>
/// Turns a profile's JSON (docs/schemas/profile.v1.schema.json) into the fields of a person's hash. Scalars keep their names,
/// null is no field, a total becomes <c>total.EVENT</c> and <c>last.EVENT</c>, a trait <c>trait.NAME</c>; a property not known
/// yet that is no scalar becomes its JSON. Reused for every profile; not thread-safe.
/// </summary>
internal sealed class ProfileFields
{
    private const ulong HashPrime = 0x9E3779B185EBCA87;
    private readonly ArrayBufferWriter<byte> _fields = new(4096);
    private byte[] _scratch = new byte[1024];
    private byte[] _event = new byte[256];

    /// <summary>Number of names and values in <see cref="Packed"/>.</summary>
    public int Count { get; private set; }

    /// <summary>Hash of the names in their order: where it is the same as before, writing the fields leaves no old one over.</summary>
    public ulong NamesHash { get; private set; }

    /// <summary>Names and values in turn, as MessagePack.</summary>
    public ReadOnlySpan<byte> Packed => _fields.WrittenSpan;

    /// <summary>The stage as a packed text; empty for none.</summary>
    public ReadOnlySpan<byte> Stage => Packed[_stage];

    /// <summary>The band as a packed text; empty for none.</summary>
    public ReadOnlySpan<byte> Band => Packed[_band];

    /// <summary>The risk as a packed text; empty for none.</summary>
    public ReadOnlySpan<byte> Risk => Packed[_risk];

    private Range _stage;
    private Range _band;
    private Range _risk;

    /// <summary>Reads a profile.</summary>
    /// <returns>Whether it is one; otherwise nothing of it may be used.</returns>
    public bool Read(ReadOnlySpan<byte> json)
    {
        _fields.ResetWrittenCount();
        Count = 0;
        NamesHash = 0;
        _stage = _band = _risk = default;
        try
        {
            var reader = new Utf8JsonReader(json);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                ReadProperty(ref reader, json);
            }

            // What follows the object, if anything does, is no profile's.
            return !reader.Read();
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private void ReadProperty(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        if (reader.ValueTextEquals("totals"u8))
        {
            ReadTotals(ref reader);
        }
        else if (reader.ValueTextEquals("traits"u8))
        {
            ReadTraits(ref reader);
        }
        else if (reader.ValueTextEquals("stage"u8))
        {
            _stage = ReadField(ref reader, "stage"u8, json);
        }
        else if (reader.ValueTextEquals("band"u8))
        {
            _band = ReadField(ref reader, "band"u8, json);
        }
        else if (reader.ValueTextEquals("risk"u8))
        {
            _risk = ReadField(ref reader, "risk"u8, json);
            if (reader.TokenType is not (JsonTokenType.Number or JsonTokenType.Null))
            {
                // Redis refuses such a score, and with it the whole batch, for ever.
                throw new JsonException("the risk is no number");
            }
        }
        else
        {
            ReadField(ref reader, reader.ValueIsEscaped ? Unescaped(ref reader).ToArray() : reader.ValueSpan, json);
        }
    }

    // Where the packed value lies; empty where there is none.
    private Range ReadField(ref Utf8JsonReader reader, ReadOnlySpan<byte> name, ReadOnlySpan<byte> json)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
        {
            return default;
        }

        WriteName([], name);
        int start = _fields.WrittenCount;
        if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
        {
            int from = (int)reader.TokenStartIndex;
            reader.Skip();
            MsgPack.WriteText(_fields, json[from..(int)reader.BytesConsumed]);
        }
        else
        {
            MsgPack.WriteText(_fields, Unescaped(ref reader));
        }

        Count += 2;
        return start.._fields.WrittenCount;
    }

    private void ReadTotals(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.StartArray);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                throw new JsonException("totals holds something else than totals");
            }

            ReadTotal(ref reader);
        }
    }

    // The event's name comes first in profiles of the engine; what comes before it is no total.
    private void ReadTotal(ref Utf8JsonReader reader)
    {
        int name = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("event"u8))
            {
                reader.Read();
                ReadOnlySpan<byte> text = Unescaped(ref reader);
                if (_event.Length < text.Length)
                {
                    _event = new byte[text.Length];
                }

                text.CopyTo(_event);
                name = text.Length;
            }
            else if (reader.ValueTextEquals("count"u8))
            {
                ReadPart(ref reader, "total."u8, _event.AsSpan(0, name));
            }
            else if (reader.ValueTextEquals("last"u8))
            {
                ReadPart(ref reader, "last."u8, _event.AsSpan(0, name));
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private void ReadTraits(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueIsEscaped)
            {
                byte[] name = Unescaped(ref reader).ToArray();
                ReadPart(ref reader, "trait."u8, name);
            }
            else
            {
                ReadPart(ref reader, "trait."u8, reader.ValueSpan);
            }
        }
    }

    private void ReadPart(ref Utf8JsonReader reader, ReadOnlySpan<byte> kind, ReadOnlySpan<byte> name)
    {
        reader.Read();
        if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
        {
            throw new JsonException("a total or a trait is no scalar");
        }

        if (reader.TokenType != JsonTokenType.Null)
        {
            WriteName(kind, name);
            MsgPack.WriteText(_fields, Unescaped(ref reader));
            Count += 2;
        }
    }

    private void WriteName(ReadOnlySpan<byte> kind, ReadOnlySpan<byte> name)
    {
        int start = _fields.WrittenCount;
        MsgPack.WriteText(_fields, kind, name);
        NamesHash = (NamesHash ^ XxHash64.Hash(_fields.WrittenSpan[start..])) * HashPrime;
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type)
    {
        if (!reader.Read() || reader.TokenType != type)
        {
            throw new JsonException($"expected {type}; found {reader.TokenType}");
        }
    }

    private ReadOnlySpan<byte> Unescaped(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName) || !reader.ValueIsEscaped)
        {
            return reader.ValueSpan;
        }

        if (_scratch.Length < reader.ValueSpan.Length)
        {
            _scratch = new byte[reader.ValueSpan.Length];
        }

        return _scratch.AsSpan(0, reader.CopyString(_scratch));
    }
}
