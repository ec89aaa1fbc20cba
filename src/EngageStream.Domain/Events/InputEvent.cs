namespace EngageStream.Domain.Events;

/// <summary>
/// One parsed event, reused from record to record so that parsing allocates nothing. It owns a copy of the bytes it
/// refers to. Filled by <see cref="EventParser"/>, read by the user actor. Not thread-safe.
/// </summary>
public sealed class InputEvent
{
    private byte[] _text = new byte[1024];

    /// <param name="schema">Gives the number of property and trait slots.</param>
    public InputEvent(EventSchema schema)
    {
        Schema = schema;
        Properties = new PropertyValue[schema.Properties.Count];
        Traits = new PropertyValue[schema.Traits.Count];
    }

    /// <summary>What the slots mean.</summary>
    public EventSchema Schema { get; }

    /// <summary>The call that made the event.</summary>
    public EventKind Kind { get; set; }

    /// <summary>Index in <see cref="EventSchema.EventNames"/>, or <see cref="EventSchema.Unlisted"/>.</summary>
    public int EventIndex { get; set; } = EventSchema.Unlisted;

    /// <summary>When it happened: the sender's time with the sender's clock skew taken out; Unix milliseconds.</summary>
    public long TimestampMs { get; set; }

    /// <summary>Kafka timestamp of the record: Unix milliseconds.</summary>
    public long RecordTimestampMs { get; set; }

    /// <summary>Hash of <c>messageId</c>, or of the whole value where there is none; names the event in deterministic ids.</summary>
    public ulong MessageHash { get; set; }

    /// <summary>Whether the event carried a <c>messageId</c>: only then can a duplicate be told.</summary>
    public bool HasMessageId { get; set; }

    /// <summary>Whether the time was in the future, within tolerance, and set back to the record's.</summary>
    public bool ClampedFromFuture { get; set; }

    /// <summary>Values by property slot; <see cref="PropertyKind.Missing"/> where the event has none.</summary>
    public PropertyValue[] Properties { get; }

    /// <summary>Values by trait slot.</summary>
    public PropertyValue[] Traits { get; }

    /// <summary>Whether any trait slot has a value: most events have none.</summary>
    public bool HasTraits { get; set; }

    /// <summary>Person: <c>userId</c>, else <c>anonymousId</c>; UTF-8, 1 to 256 bytes.</summary>
    public ReadOnlySpan<byte> UserId => _text.AsSpan(UserStart, UserLength);

    /// <summary>Bytes that values refer to: unescaped texts.</summary>
    public ReadOnlySpan<byte> Text => _text.AsSpan(0, TextLength);

    /// <summary>Bytes of <see cref="Text"/> in use.</summary>
    public int TextLength { get; private set; }

    internal int UserStart { get; set; }

    internal int UserLength { get; set; }

    /// <summary>The UTF-8 text of a value of kind <see cref="PropertyKind.Text"/>.</summary>
    public ReadOnlySpan<byte> TextOf(in PropertyValue value) => _text.AsSpan(value.Start, value.Length);

    /// <summary>Forgets the last event and keeps the memory.</summary>
    public void Reset()
    {
        TextLength = 0;
        UserStart = 0;
        UserLength = 0;
        Kind = EventKind.Track;
        EventIndex = EventSchema.Unlisted;
        TimestampMs = 0;
        RecordTimestampMs = 0;
        MessageHash = 0;
        HasMessageId = false;
        ClampedFromFuture = false;
        HasTraits = false;
        Properties.AsSpan().Clear();
        Traits.AsSpan().Clear();
    }

    /// <summary>Sets the person.</summary>
    public void SetUser(ReadOnlySpan<byte> userId)
    {
        UserStart = Append(userId);
        UserLength = userId.Length;
    }

    /// <summary>Copies bytes into <see cref="Text"/> and returns where they start.</summary>
    public int Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        int start = TextLength;
        TextLength += bytes.Length;
        return start;
    }

    /// <summary>Space for at least so many bytes after <see cref="Text"/>; <see cref="Commit"/> takes what was written.</summary>
    public Span<byte> Reserve(int length)
    {
        if (TextLength + length > _text.Length)
        {
            Array.Resize(ref _text, Math.Max(TextLength + length, _text.Length * 2));
        }

        return _text.AsSpan(TextLength);
    }

    /// <summary>Takes bytes written into the <see cref="Reserve"/>d space and returns where they start.</summary>
    public int Commit(int length)
    {
        int start = TextLength;
        TextLength += length;
        return start;
    }
}
