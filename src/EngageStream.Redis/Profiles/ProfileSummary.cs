using System.Text.Json;

namespace EngageStream.Redis.Profiles;

/// <summary>
/// What the sets need to know of a profile (docs/schemas/profile.v1.schema.json): its stage, band and risk. Everything else stays
/// in the JSON, which is kept as it was published. Reused for every profile; not thread-safe.
/// </summary>
internal sealed class ProfileSummary
{
    private readonly Text _stage = new();
    private readonly Text _band = new();
    private readonly Text _risk = new();

    /// <summary>The stage; empty for none.</summary>
    public ReadOnlySpan<byte> Stage => _stage.Bytes;

    /// <summary>The band; empty for none.</summary>
    public ReadOnlySpan<byte> Band => _band.Bytes;

    /// <summary>The risk as its JSON has it; empty for none.</summary>
    public ReadOnlySpan<byte> Risk => _risk.Bytes;

    /// <summary>Reads a profile.</summary>
    /// <returns>Whether it is one; otherwise nothing of it may be used.</returns>
    public bool Read(ReadOnlySpan<byte> json)
    {
        _stage.Clear();
        _band.Clear();
        _risk.Clear();
        try
        {
            var reader = new Utf8JsonReader(json);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                ReadProperty(ref reader);
            }

            // What follows the object, if anything does, is no profile's.
            return !reader.Read();
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private void ReadProperty(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("stage"u8))
        {
            _stage.Read(ref reader, JsonTokenType.String);
        }
        else if (reader.ValueTextEquals("band"u8))
        {
            _band.Read(ref reader, JsonTokenType.String);
        }
        else if (reader.ValueTextEquals("risk"u8))
        {
            _risk.Read(ref reader, JsonTokenType.Number);
            if (reader.TokenType == JsonTokenType.Number && !(reader.TryGetDouble(out double risk) && double.IsFinite(risk)))
            {
                // Redis refuses such a score, and with it the whole batch, for ever.
                throw new JsonException("the risk is no number");
            }
        }
        else
        {
            reader.Skip();
        }
    }

    /// <summary>A value, copied out of the JSON without its escapes.</summary>
    private sealed class Text
    {
        private byte[] _bytes = new byte[64];
        private int _length;

        public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

        public void Clear() => _length = 0;

        public void Read(ref Utf8JsonReader reader, JsonTokenType type)
        {
            reader.Read();
            _length = 0;
            if (reader.TokenType == JsonTokenType.Null)
            {
                return;
            }

            if (reader.TokenType != type)
            {
                throw new JsonException($"expected {type}; found {reader.TokenType}");
            }

            if (_bytes.Length < reader.ValueSpan.Length)
            {
                _bytes = new byte[reader.ValueSpan.Length];
            }

            if (type == JsonTokenType.String)
            {
                _length = reader.CopyString(_bytes);
            }
            else
            {
                reader.ValueSpan.CopyTo(_bytes);
                _length = reader.ValueSpan.Length;
            }
        }
    }
}
