using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace EngageStream.EndToEnd.Tests.Pipe;

/// <summary>Reads the output topics from their beginning with a plain consumer. Not thread-safe.</summary>
internal sealed class OutputReader : IDisposable
{
    /// <summary>How long what must come may take to do so; only a failing test waits so long.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private const string Transitions = "transitions";
    private const string Decisions = "decisions";
    private const string Profiles = "profiles";
    private const string DeadLetters = "dead-letter";
    private static readonly string[] Triggers = ["triggers.push", "triggers.sms", "triggers.email"];

    private readonly IConsumer<string, byte[]> _consumer;
    private readonly Dictionary<string, List<EngineOutput>> _read;
    private readonly HashSet<string> _ids = [];
    private readonly TopicPartition[] _partitions;
    private readonly string _prefix;

    public OutputReader(KafkaFixture kafka)
    {
        _prefix = kafka.TopicPrefix;
        var config = new ConsumerConfig
        {
            BootstrapServers = kafka.Servers,
            GroupId = $"{kafka.ApplicationId}-reader",
            EnableAutoCommit = false,

            // Requests are answered in order: a question for the end of a partition would wait behind a fetch of half a second.
            FetchWaitMaxMs = 20,
        };
        _consumer = new ConsumerBuilder<string, byte[]>(config).SetLogHandler(static (_, _) => { }).Build();
        using IAdminClient admin = new DependentAdminClientBuilder(_consumer.Handle).Build();
        string[] topics = [Transitions, Decisions, Profiles, DeadLetters, .. Triggers];
        _read = topics.ToDictionary(topic => topic, _ => new List<EngineOutput>());
        _partitions = topics
            .SelectMany(topic => admin.GetMetadata(_prefix + topic, Patience).Topics)
            .SelectMany(topic => topic.Partitions, (topic, at) => new TopicPartition(topic.Topic, at.PartitionId))
            .ToArray();
        _consumer.Assign(_partitions.Select(partition => new TopicPartitionOffset(partition, Offset.Beginning)));
    }

    /// <summary>Different transitions and decisions read so far; what a restart repeats counts once.</summary>
    public int Count => _ids.Count;

    public IReadOnlyList<EngineOutput> TransitionRecords => _read[Transitions];

    public IReadOnlyList<EngineOutput> DecisionRecords => _read[Decisions];

    public IReadOnlyList<EngineOutput> ProfileRecords => _read[Profiles];

    public IReadOnlyList<EngineOutput> TriggerRecords => Triggers.SelectMany(topic => _read[topic]).ToList();

    /// <summary>Dead letters; their values are those of the input, so only their number is of interest here.</summary>
    public int DeadLetterRecords { get; private set; }

    /// <summary>
    /// Reads until so many different transitions and decisions have come. Where nothing comes any more it gives up and returns
    /// false: the comparison that follows tells what is missing.
    /// </summary>
    public bool ReadUntil(int count)
    {
        long lastProgress = Environment.TickCount64;
        while (Count < count && Environment.TickCount64 - lastProgress < Patience.TotalMilliseconds)
        {
            if (Take(TimeSpan.FromSeconds(1)))
            {
                lastProgress = Environment.TickCount64;
            }
        }

        return Count >= count;
    }

    /// <summary>Reads everything that is there.</summary>
    public void ReadToEnd()
    {
        Dictionary<TopicPartition, long> ends = _partitions.ToDictionary(p => p, EndOf);
        while (ends.Any(end => end.Value > 0 && Position(end.Key) < end.Value))
        {
            Take(TimeSpan.FromSeconds(1));
        }
    }

    public void Dispose()
    {
        _consumer.Close();
        _consumer.Dispose();
    }

    private long EndOf(TopicPartition partition) => _consumer.QueryWatermarkOffsets(partition, Patience).High.Value;

    private long Position(TopicPartition partition) => _consumer.Position(partition) is { IsSpecial: false } position ? position.Value : 0;

    private bool Take(TimeSpan wait)
    {
        if (_consumer.Consume(wait) is not { } record)
        {
            return false;
        }

        string topic = record.Topic[_prefix.Length..];
        if (topic == DeadLetters)
        {
            DeadLetterRecords++;
            return true;
        }

        var output = new EngineOutput(record, topic);
        _read[topic].Add(output);
        if (topic is Transitions or Decisions)
        {
            _ids.Add(output.HeaderId);
        }

        return true;
    }
}
