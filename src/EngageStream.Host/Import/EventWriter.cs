using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using EngageStream.Host.Mapping;

namespace EngageStream.Host.Import;

/// <summary>Writes a group as a Segment track call.</summary>
public sealed class EventWriter : IDisposable
{
    // The relaxed encoder leaves '&' and '£' as they are; the values never go into a web page from here.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly ArrayBufferWriter<byte> _buffer = new(1024);
    private readonly Utf8JsonWriter _json;

    /// <summary>A writer with a buffer of its own.</summary>
    public EventWriter() => _json = new Utf8JsonWriter(_buffer, Options);

    /// <summary>Writes an event.</summary>
    public ImportedEvent Write(EventGroup group)
    {
        _buffer.ResetWrittenCount();
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteString("type", "track");
        _json.WriteString("event", group.Rule.Name);
        _json.WriteString("userId", group.Person);
        _json.WriteString("messageId", group.MessageId);
        _json.WriteString("timestamp", Iso(group.TimeMs));
        _json.WriteStartObject("properties");
        WriteAll(group.Rule.Properties, group);
        foreach (ConstantProperty constant in group.Rule.Constants)
        {
            _json.WritePropertyName(constant.Name);
            _json.WriteRawValue(constant.Json);
        }

        _json.WriteEndObject();
        WriteTraits(group);
        _json.WriteEndObject();
        _json.Flush();
        return new ImportedEvent(group.TimeMs, Encoding.UTF8.GetBytes(group.Person), _buffer.WrittenSpan.ToArray());
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();

    private void WriteTraits(EventGroup group)
    {
        if (group.Rule.Traits.Count == 0)
        {
            return;
        }

        _json.WriteStartObject("context");
        _json.WriteStartObject("traits");
        WriteAll(group.Rule.Traits, group);
        _json.WriteEndObject();
        _json.WriteEndObject();
    }

    private void WriteAll(IReadOnlyList<MappedProperty> properties, EventGroup group)
    {
        foreach (MappedProperty property in properties)
        {
            property.Value.Write(_json, property.Name, group.Gathered);
        }
    }

    private static string Iso(long timeMs) =>
        DateTimeOffset.FromUnixTimeMilliseconds(timeMs).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
