using System.Diagnostics;

namespace EngageStream.Runtime.Telemetry;

/// <summary>The trace to which a step belongs: what its outputs carry in their headers.</summary>
/// <param name="Span">The step's span; <see langword="null"/> where none is recorded.</param>
/// <param name="Parent">Header <c>traceparent</c> for outputs that have no span of their own; <see langword="null"/> for none.</param>
/// <param name="State">Header <c>tracestate</c>; <see langword="null"/> for none.</param>
internal readonly record struct TraceContext(Activity? Span, byte[]? Parent, byte[]? State);
