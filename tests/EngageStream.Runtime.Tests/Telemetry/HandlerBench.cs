using System.Text;
using Confluent.Kafka;
using EngageStream.Domain.Actors;
using EngageStream.Domain.Events;
using EngageStream.Domain.Model;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.DeadLetters;
using EngageStream.Runtime.Metrics;
using EngageStream.Runtime.Outputs;
using EngageStream.Runtime.Shards;
using EngageStream.Runtime.Streams;
using EngageStream.Runtime.Telemetry;
using EngageStream.Runtime.Tests.Hosting;
using EngageStream.Runtime.Tests.Outputs;
using EngageStream.Runtime.Topics;
using Microsoft.Extensions.Logging.Abstractions;

namespace EngageStream.Runtime.Tests.Telemetry;

/// <summary>The path of a record from the consumer to the outputs, without Kafka.</summary>
internal sealed class HandlerBench : IDisposable
{
    public const long AtMs = 1_800_000_000_000;
    private readonly InputRecord _record = new();
    private readonly OutputPublisher _publisher;
    private readonly RecordHandler _handler;
    private readonly Shard _shard;
    private long _offset;

    public HandlerBench()
    {
        var options = new EngineOptions { Mode = EngineMode.Live };
        var topics = new TopicNames("engage.");
        EngagementModel model = TestModel.Create();
        Tracer = new StreamTracer("test", topics, live: true);
        var deadLetters = new DeadLetterWriter(topics, Sink, Counters);
        _publisher = new OutputPublisher("test", model, topics, Sink, deadLetters, _record, Counters, Tracer, NullLogger.Instance);
        _handler = new RecordHandler(
            options, topics, 1, new EventParser(model.Schema, model.TimePolicy), _record, Sink, deadLetters,
            Counters, Tracer, NullLogger.Instance);
        _shard = new Shard(0, model, new UserActor(model), ShardOptions.Default, _publisher);
    }

    public RecordingSink Sink { get; } = new();

    public StreamCounters Counters { get; } = new();

    public StreamTracer Tracer { get; }

    /// <summary>Hands over a record.</summary>
    public void Handle(string json, Headers? headers = null) => Handle(Encoding.UTF8.GetBytes(json), headers);

    public void Handle(byte[] json, Headers? headers = null)
    {
        _record.Value.Set(json, isNull: false);
        _record.Set(headers, 0, _offset++, AtMs);
        _handler.Handle(_shard, AtMs + 5);
    }

    public void Dispose() => _publisher.Dispose();
}
