using System.Diagnostics;
using System.Globalization;
using System.Text;
using Confluent.Kafka;
using EngageStream.Runtime.Metrics;
using EngageStream.Runtime.Outputs;
using EngageStream.Runtime.Streams;
using EngageStream.Runtime.Topics;

namespace EngageStream.Runtime.Telemetry;

/// <summary>
/// Traces from the producer's header through the step to its outputs. A record without the header <c>traceparent</c> costs one
/// check; so does one whose header does not ask for recording, or one while nobody listens: its outputs carry the header on as it
/// is. What time alone caused begins a trace of its own. Not thread-safe: one per stream thread.
/// </summary>
/// <param name="group">Consumer group.</param>
/// <param name="topics">Names of the topics.</param>
/// <param name="live">Whether spans are made; in replay the traces of back then are long over.</param>
internal sealed class StreamTracer(string group, TopicNames topics, bool live)
{
    private readonly OpenSpans _open = new();
    private readonly string _processName = $"process {topics.Events}";
    private TraceContext _record;
    private TraceContext _timer;
    private bool _isTimer;
    private long _recordBegan;
    private long _timerBegan;

    private ref readonly TraceContext Current => ref _isTimer ? ref _timer : ref _record;

    /// <summary>Begins a record that has headers.</summary>
    /// <returns>Whether it belongs to a trace: then <see cref="EndRecord"/> must follow.</returns>
    public bool BeginRecord(InputRecord record)
    {
        if (!record.Headers!.TryGetLastBytes(TraceParent.Header, out byte[] parent) || !TraceParent.IsValid(parent))
        {
            return false;
        }

        record.Headers.TryGetLastBytes(TraceParent.StateHeader, out byte[]? state);
        bool isRecorded = live && EngineTelemetry.Source.HasListeners() && TraceParent.IsSampled(parent);
        Activity? span = isRecorded ? StartRecord(record, parent, state) : null;
        _record = new TraceContext(span, span is null ? parent : TraceParent.Write(span), state);
        return true;
    }

    /// <summary>Ends the record's step.</summary>
    public void EndRecord(InputKind kind, RecordOutcome outcome)
    {
        if (_record.Span is { } span)
        {
            span.SetTag(SpanTags.Kind, OutputNames.Of(kind)).SetTag(SpanTags.Outcome, OutputNames.Of(outcome));
            _open.Add(span, Stopwatch.GetElapsedTime(_recordBegan));
        }

        _record = default;
    }

    /// <summary>Begins the outputs of a timer; <see cref="EndTimer"/> must follow.</summary>
    public void BeginTimer()
    {
        _isTimer = true;
        _timer = default;
        if (!live || !EngineTelemetry.Source.HasListeners())
        {
            return;
        }

        // Whoever started the thread may have left a span in its context.
        Activity.Current = null;
        _timerBegan = Stopwatch.GetTimestamp();
        if (EngineTelemetry.Source.StartActivity("timer", ActivityKind.Internal) is { } span)
        {
            // Not sampled is a decision, too, which the receiver should know.
            Activity.Current = null;
            _timer = new TraceContext(span.IsAllDataRequested ? span : null, TraceParent.Write(span), null);
        }
    }

    /// <summary>Ends the outputs of a timer.</summary>
    public void EndTimer()
    {
        if (_timer.Span is { } span)
        {
            _open.Add(span, Stopwatch.GetElapsedTime(_timerBegan));
        }

        _timer = default;
        _isTimer = false;
    }

    /// <summary>Makes the span of an output, to be passed to <see cref="Stamp"/>; <see langword="null"/> where none is recorded.</summary>
    /// <param name="topic">Where the output goes.</param>
    /// <param name="id">Its id.</param>
    public Activity? StartSend(string topic, string id)
    {
        if (Current.Span is not { } step)
        {
            return null;
        }

        long began = Stopwatch.GetTimestamp();
        Activity? span = EngineTelemetry.Source.StartActivity($"send {topic}", ActivityKind.Producer, step.Context);
        Activity.Current = null;
        if (span is not null)
        {
            span.SetTag(SpanTags.System, "kafka").SetTag(SpanTags.Operation, "send").SetTag(SpanTags.OperationType, "send")
                .SetTag(SpanTags.Destination, topic).SetTag(SpanTags.MessageId, id);
            _open.Add(span, Stopwatch.GetElapsedTime(began));
        }

        return span;
    }

    /// <summary>Adds the headers by which the receiver continues the trace.</summary>
    /// <param name="headers">Headers of the output.</param>
    /// <param name="span">The output's own span, or <see langword="null"/> for the step's.</param>
    public void Stamp(Headers headers, Activity? span)
    {
        ref readonly TraceContext step = ref Current;
        if (step.Parent is null)
        {
            return;
        }

        headers.Add(TraceParent.Header, span is null ? step.Parent : TraceParent.Write(span));
        if (step.State is not null)
        {
            headers.Add(TraceParent.StateHeader, step.State);
        }
    }

    /// <summary>The transaction was committed.</summary>
    public void Committed() => _open.Committed();

    /// <summary>The transaction was aborted, or the session ended without it.</summary>
    public void Aborted()
    {
        if (_record.Span is { } record)
        {
            _open.Add(record, Stopwatch.GetElapsedTime(_recordBegan));
        }

        _record = default;
        EndTimer();
        _open.Aborted();
    }

    private Activity? StartRecord(InputRecord record, byte[] parent, byte[]? state)
    {
        ActivityContext sender = TraceParent.Read(parent, state is null ? null : Encoding.UTF8.GetString(state));
        _recordBegan = Stopwatch.GetTimestamp();
        Activity? span = EngineTelemetry.Source.StartActivity(_processName, ActivityKind.Consumer, sender);
        Activity.Current = null;
        if (span is not { IsAllDataRequested: true })
        {
            return null;
        }

        return span.SetTag(SpanTags.System, "kafka").SetTag(SpanTags.Operation, "process").SetTag(SpanTags.OperationType, "process")
            .SetTag(SpanTags.Destination, topics.Events).SetTag(SpanTags.Group, group)
            .SetTag(SpanTags.Partition, record.Partition.ToString(CultureInfo.InvariantCulture)).SetTag(SpanTags.Offset, record.Offset);
    }
}
