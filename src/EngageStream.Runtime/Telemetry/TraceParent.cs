using System.Buffers;
using System.Diagnostics;

namespace EngageStream.Runtime.Telemetry;

/// <summary>
/// The W3C header <c>traceparent</c> (Trace Context, level 1) as the bytes of a Kafka header:
/// <code>
///  0  2 3                              35 36             52 53 55
///  00 - 4bf92f3577b34da6a3ce929d0e0e4736 - 00f067aa0ba902b7 - 01
///  version     trace id 32                   parent id 16     flags 2
/// </code>
/// </summary>
internal static class TraceParent
{
    /// <summary>Name of the header.</summary>
    public const string Header = "traceparent";

    /// <summary>Name of the header that vendors add to it; passed on as it is.</summary>
    public const string StateHeader = "tracestate";

    private static readonly SearchValues<byte> HexDigits = SearchValues.Create("0123456789abcdef"u8);

    private const int Length = 55;
    private const int TraceId = 3;
    private const int TraceIdLength = 32;
    private const int SpanId = 36;
    private const int SpanIdLength = 16;
    private const int Flags = 53;

    /// <summary>Whether the bytes are a header that asks for the trace to be recorded. Allocates nothing.</summary>
    public static bool IsSampled(ReadOnlySpan<byte> header) => IsValid(header) && (HexOf(header[Flags + 1]) & 1) != 0;

    /// <summary>
    /// Whether the bytes are a header: also one of a later version, which may have more at its end.
    /// </summary>
    public static bool IsValid(ReadOnlySpan<byte> header) =>
        header.Length >= Length
        && (header.Length == Length || (header[Length] == '-' && !header.StartsWith("00"u8)))
        && header[TraceId - 1] == '-' && header[SpanId - 1] == '-' && header[Flags - 1] == '-'
        && IsHex(header[..2]) && !header.StartsWith("ff"u8)
        && IsId(header.Slice(TraceId, TraceIdLength)) && IsId(header.Slice(SpanId, SpanIdLength))
        && IsHex(header.Slice(Flags, 2));

    /// <summary>The sender's span. The header must be valid.</summary>
    public static ActivityContext Read(ReadOnlySpan<byte> header, string? state) => new(
        ActivityTraceId.CreateFromUtf8String(header.Slice(TraceId, TraceIdLength)),
        ActivitySpanId.CreateFromUtf8String(header.Slice(SpanId, SpanIdLength)),
        (HexOf(header[Flags + 1]) & 1) != 0 ? ActivityTraceFlags.Recorded : ActivityTraceFlags.None,
        state,
        isRemote: true);

    /// <summary>The header that names a span as parent.</summary>
    public static byte[] Write(Activity span)
    {
        byte[] header = new byte[Length];
        "00-"u8.CopyTo(header);
        System.Text.Encoding.ASCII.GetBytes(span.TraceId.ToHexString(), header.AsSpan(TraceId));
        header[SpanId - 1] = (byte)'-';
        System.Text.Encoding.ASCII.GetBytes(span.SpanId.ToHexString(), header.AsSpan(SpanId));
        header[Flags - 1] = (byte)'-';
        header[Flags] = (byte)'0';
        header[Flags + 1] = span.Recorded ? (byte)'1' : (byte)'0';
        return header;
    }

    private static bool IsId(ReadOnlySpan<byte> id) => IsHex(id) && id.ContainsAnyExcept((byte)'0');

    private static bool IsHex(ReadOnlySpan<byte> text) => !text.ContainsAnyExcept(HexDigits);

    private static int HexOf(byte digit) => digit <= '9' ? digit - '0' : digit - 'a' + 10;
}
