using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using EngageStream.Host.Replay;

namespace EngageStream.LoadGenerator.Outputs;

/// <summary>
/// Writes records as lines of JSON: <c>{"key":"…","timestamp":…,"value":"…"}</c>, timestamp in Unix milliseconds, the value as
/// text because it may be malformed. A clock mark has neither key nor value.
/// </summary>
public sealed class RecordLinesSink(Stream output) : IEventSink
{
    private readonly BufferedStream _output = new(output, 256 * 1024);

    /// <inheritdoc/>
    public void Event(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, long timeMs) =>
        Write(new Line(Encoding.UTF8.GetString(key), timeMs, Encoding.UTF8.GetString(value)));

    /// <inheritdoc/>
    public void ClockMark(long timeMs) => Write(new Line(null, timeMs, null));

    /// <inheritdoc/>
    public void Complete(CancellationToken cancellation) => _output.Flush();

    /// <inheritdoc/>
    public void Dispose() => _output.Dispose();

    private void Write(Line line)
    {
        JsonSerializer.Serialize(_output, line, Line.Json);
        _output.WriteByte((byte)'\n');
    }

    private sealed record Line(string? Key, long Timestamp, string? Value)
    {
        public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
    }
}
