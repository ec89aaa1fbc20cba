using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace EngageStream.Runtime.Outputs;

/// <summary>A JSON writer and its buffer, used again for every output. Not thread-safe: one per stream thread.</summary>
internal sealed class JsonBody : IDisposable
{
    private readonly ArrayBufferWriter<byte> _buffer = new(1024);
    private readonly Utf8JsonWriter _writer;

    public JsonBody()
    {
        // Values are data, never pasted into HTML: people's names stay readable in the topic.
        _writer = new Utf8JsonWriter(_buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    /// <summary>Starts an object, whatever became of the last one.</summary>
    public Utf8JsonWriter Begin()
    {
        _buffer.ResetWrittenCount();
        _writer.Reset();
        _writer.WriteStartObject();
        return _writer;
    }

    /// <summary>Ends the object and copies it out.</summary>
    public byte[] End()
    {
        _writer.WriteEndObject();
        _writer.Flush();
        return _buffer.WrittenSpan.ToArray();
    }

    public void Dispose() => _writer.Dispose();
}
