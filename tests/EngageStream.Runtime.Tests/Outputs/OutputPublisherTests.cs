using System.Text;
using EngageStream.Domain.Actors;
using EngageStream.Domain.Conditions;
using EngageStream.Domain.Effects;
using EngageStream.Domain.Events;
using EngageStream.Domain.State;
using EngageStream.Runtime.DeadLetters;
using EngageStream.Runtime.Metrics;
using EngageStream.Runtime.Outputs;
using EngageStream.Runtime.Shards;
using EngageStream.Runtime.Streams;
using EngageStream.Runtime.Telemetry;
using EngageStream.Runtime.Tests.Hosting;
using EngageStream.Runtime.Topics;
using Microsoft.Extensions.Logging.Abstractions;

namespace EngageStream.Runtime.Tests.Outputs;

public class OutputPublisherTests
{
    private readonly RecordingSink _sink = new();
    private readonly StreamCounters _counters = new();
    private readonly InputRecord _record = new();
    private readonly OutputPublisher _publisher;
    private readonly Shard _shard;

    public OutputPublisherTests()
    {
        var topics = new TopicNames("engage.");
        var model = TestModel.Create();
        var deadLetters = new DeadLetterWriter(topics, _sink, _counters);
        var tracer = new StreamTracer("test", topics, live: true);
        _publisher = new OutputPublisher("test", model, topics, _sink, deadLetters, _record, _counters, tracer, NullLogger.Instance);
        _shard = new Shard(0, model, new UserActor(model), ShardOptions.Default, _publisher);
    }

    [Fact]
    public void A_step_without_effects_sends_nothing()
    {
        _publisher.Publish(_shard, new UserState { Id = "ann"u8.ToArray() }, new EffectBuffer(), new RecordPosition(0, 7, 1), 1);
        Assert.Empty(_sink.Sent);
    }

    [Fact]
    public void What_cannot_be_written_goes_to_dead_letters_and_does_not_throw()
    {
        var effects = new EffectBuffer();
        effects.Transitions.Add(new TransitionEffect(-1, To: 99, 0, 1_000, new Cause(CauseKind.Silence, null), false, []));
        _publisher.Publish(_shard, new UserState { Id = "ann"u8.ToArray() }, effects, new RecordPosition(0, 7, 1), 1_000);

        var letter = Assert.Single(_sink.Sent);
        Assert.Equal("engage.dead-letter", letter.Topic);
        Assert.Equal("output_fault", Encoding.UTF8.GetString(letter.Headers.GetLastBytes("engage-reason")));
        Assert.Equal("7", Encoding.UTF8.GetString(letter.Headers.GetLastBytes("engage-source-offset")));
        Assert.Equal("", JsonSchemas.Errors("dead-letter.v1", [Encoding.UTF8.GetString(letter.Value!)]));
    }

    [Fact]
    public void A_timer_that_failed_is_told_with_person_due_time_and_error()
    {
        _publisher.Fault(_shard, "ann"u8, new InvalidOperationException("boom"), new RecordPosition(0, 7, 1), dueMs: 1_577_836_800_000);
        var letter = Assert.Single(_sink.Sent);
        Assert.Equal(
            """{"person":"ann","due":"2020-01-01T00:00:00.000Z","error":"InvalidOperationException: boom"}""", Encoding.UTF8.GetString(letter.Value!));
        Assert.Equal("timer_fault", Encoding.UTF8.GetString(letter.Headers.GetLastBytes("engage-reason")));
    }

    [Fact]
    public void A_record_that_failed_keeps_its_bytes_and_one_too_large_is_cut()
    {
        _record.Key.Set("k"u8, false);
        _record.Value.Set(new byte[DeadLetterWriter.MaxValueBytes + 1], false);
        _record.Set(null, 2, 9, 1);
        _publisher.Fault(_shard, "ann"u8, new InvalidOperationException("boom"), _record.Position, dueMs: null);
        var letter = Assert.Single(_sink.Sent);
        Assert.Equal(DeadLetterWriter.MaxValueBytes, letter.Value!.Length);
        Assert.Equal("1500001", Encoding.UTF8.GetString(letter.Headers.GetLastBytes("engage-truncated-from")));
        Assert.Equal("actor_fault", Encoding.UTF8.GetString(letter.Headers.GetLastBytes("engage-reason")));
        Assert.Equal(1, _counters.DeadLetters.All.Single().Value);
    }

    [Fact]
    public void A_number_that_JSON_has_not_is_null()
    {
        var effects = new EffectBuffer();
        effects.Transitions.Add(new TransitionEffect(
            -1, 2, 0, 1_000, new Cause(CauseKind.Event, "X"), false, [new ExplainedValue("silent", "never", double.PositiveInfinity)]));
        _publisher.Publish(_shard, new UserState { Id = "ann"u8.ToArray() }, effects, new RecordPosition(0, 7, 1), 1_000);
        string json = Encoding.UTF8.GetString(Assert.Single(_sink.Sent).Value!);
        Assert.Contains("\"number\":null", json, StringComparison.Ordinal);
        Assert.Equal("", JsonSchemas.Errors("transition.v1", [json]));
    }

    [Fact]
    public void Every_reason_and_outcome_has_a_name()
    {
        Assert.All(Enum.GetValues<EventError>().Where(error => error != EventError.None), error => Assert.NotEmpty(DeadLetterReason.Of(error)));
        Assert.All(Enum.GetValues<DecisionOutcome>(), outcome => Assert.NotEmpty(OutputNames.Of(outcome)));
    }

    [Fact]
    public void The_schemas_refuse_what_they_should()
    {
        Assert.NotEqual("", JsonSchemas.Errors("dead-letter.v1", ["""{"person":"ann","due":null}"""]));
        Assert.NotEqual("", JsonSchemas.Errors("trigger.v1", ["{}"]));
    }
}
