using System.Diagnostics;
using Confluent.Kafka;
using EngageStream.Domain.Actors;
using EngageStream.Domain.Events;
using EngageStream.Domain.Model;
using EngageStream.Runtime.Shards;

namespace EngageStream.Benchmarks.Throughput;

/// <summary>What the pipe cannot be faster than: the same events consumed, parsed and given to the actors, without output and state log.</summary>
internal sealed partial class PipeBench
{
    // The population is known before anything is measured, as in the engine.
    private (TimeSpan Wall, TimeSpan Cpu) ConsumeParseAndUpdate(EngagementModel model, int events, Dictionary<int, long> from)
    {
        var parser = new EventParser(model.Schema, model.TimePolicy);
        InputEvent[] ahead = [.. Enumerable.Range(0, 16).Select(_ => new InputEvent(model.Schema))];
        var prefetcher = new UserPrefetcher();
        Shard[] shards = [.. Enumerable.Range(0, Partitions).Select(partition =>
            new Shard(partition, model, new UserActor(model), ShardOptions.Default, new NoOutput()))];
        var places = new RecordPosition[ahead.Length];
        int count = 0;
        int next = 0;
        var config = new ConsumerConfig
        {
            BootstrapServers = _bootstrap,
            GroupId = "bench-bound",
            EnableAutoCommit = false,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            ConsumeResultFields = "timestamp",
        };
        config.Set("fetch.queue.backoff.ms", "5");
        using IConsumer<Ignore, InputEvent> consumer = new ConsumerBuilder<Ignore, InputEvent>(config)
            .SetValueDeserializer(new ParsingDeserializer(parser, () => ahead[next])).Build();

        consumer.Assign(from.Keys.Select(partition => new TopicPartitionOffset(Topic, partition, Offset.Beginning)));
        Take((3 * Users) + WarmUp);
        consumer.Assign(from.Select(pair => new TopicPartitionOffset(Topic, pair.Key, pair.Value)));
        Take(1);
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        var watch = Stopwatch.StartNew();
        Take(events - 1);
        return (watch.Elapsed, Environment.CpuUsage.TotalTime - cpu);

        void Take(int records)
        {
            for (int i = 0; i < records; i++)
            {
                ConsumeResult<Ignore, InputEvent> result = consumer.Consume(Patience) ?? throw new InvalidOperationException($"Only {i} records came.");
                places[next] = new RecordPosition(result.Partition.Value, result.Offset.Value, result.Message.Timestamp.UnixTimestampMs);
                prefetcher.Add(shards[places[next].Partition], ahead[next].UserId);
                count = ++next;
                if (next == ahead.Length || i == records - 1)
                {
                    Update();
                }
            }
        }

        void Update()
        {
            prefetcher.Finish();
            for (int k = 0; k < count; k++)
            {
                shards[places[k].Partition].Receive(ahead[k], places[k], places[k].TimestampMs);
            }

            next = 0;
        }
    }

    private sealed class ParsingDeserializer(EventParser parser, Func<InputEvent> into) : IDeserializer<InputEvent>
    {
        public InputEvent Deserialize(ReadOnlySpan<byte> data, bool isNull, SerializationContext context)
        {
            InputEvent e = into();
            return parser.Parse(data, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), e) == EventError.None
                ? e
                : throw new InvalidOperationException("An event was refused.");
        }
    }
}
