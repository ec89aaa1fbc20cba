using System.Text.Json;
using Confluent.Kafka;
using EngageStream.Domain.Model;
using EngageStream.Host.Cli;
using EngageStream.Runtime.Topics;

namespace EngageStream.Host.Demo;

/// <summary>
/// Reads every output topic from its beginning into a <see cref="Tally"/>, as any consumer would: the demo shows nothing that
/// does not come from there. Runs on a thread of its own.
/// </summary>
internal sealed class OutputReader : IDisposable
{
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly IConsumer<Ignore, byte[]> _consumer;
    private readonly List<TopicPartition> _partitions;
    private readonly Dictionary<string, Action<ReadOnlyMemory<byte>>> _take;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _reading;
    private readonly Lock _positionLock = new();
    private readonly Dictionary<TopicPartition, long> _positions = [];

    /// <param name="bootstrapServers">Where Kafka is.</param>
    /// <param name="topics">Names of the topics.</param>
    /// <param name="model">The playbook, for its channels.</param>
    /// <param name="tally">Receives what is read.</param>
    public OutputReader(string bootstrapServers, TopicNames topics, EngagementModel model, Tally tally)
    {
        _take = TopicNames.ChannelsOf(model).ToDictionary(topics.Triggers, _ => Body(tally.Trigger));
        _take[topics.Transitions] = Body(tally.Transition);
        _take[topics.Profiles] = Body(tally.Profile);
        _take[topics.Decisions] = Body(tally.Decision);
        _take[topics.DeadLetters] = _ => tally.DeadLetter();
        _consumer = new ConsumerBuilder<Ignore, byte[]>(new ConsumerConfig
        {
            BootstrapServers = bootstrapServers,
            GroupId = "engagestream-demo-view", // required by the client; nothing is committed under it
            EnableAutoCommit = false,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            IsolationLevel = IsolationLevel.ReadCommitted,
            FetchWaitMaxMs = 50,
            EnablePartitionEof = true,
        }).SetLogHandler(static (_, _) => { }).Build();
        using IAdminClient admin = new DependentAdminClientBuilder(_consumer.Handle).Build();
        _partitions = admin.GetMetadata(Patience).Topics.Where(t => _take.ContainsKey(t.Topic))
            .SelectMany(t => t.Partitions.Select(p => new TopicPartition(t.Topic, p.PartitionId))).ToList();
        _consumer.Assign(_partitions.Select(p => new TopicPartitionOffset(p, Offset.Beginning)));
        _reading = Task.Factory.StartNew(Read, TaskCreationOptions.LongRunning);
    }

    /// <summary>Ends with an error when reading has failed.</summary>
    public Task Completion => _reading;

    /// <summary>Whether everything that is in the topics now has been read.</summary>
    public bool IsAtEnd() => _partitions.TrueForAll(partition =>
    {
        WatermarkOffsets ends = _consumer.QueryWatermarkOffsets(partition, Patience);
        lock (_positionLock)
        {
            return ends.High.Value == ends.Low.Value || _positions.GetValueOrDefault(partition) >= ends.High.Value;
        }
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        ((IAsyncResult)_reading).AsyncWaitHandle.WaitOne(Patience);
        _consumer.Dispose();
        _stop.Dispose();
    }

    private void Read()
    {
        while (!_stop.IsCancellationRequested)
        {
            if (_consumer.Consume(Wait) is not { } record)
            {
                continue;
            }

            if (!record.IsPartitionEOF)
            {
                _take[record.Topic](record.Message.Value);
            }

            // A partition may end in a transaction's marker, which is no record: only its end says that it was read, too.
            lock (_positionLock)
            {
                _positions[record.TopicPartition] = record.Offset.Value + (record.IsPartitionEOF ? 0 : 1);
            }
        }
    }

    private static Action<ReadOnlyMemory<byte>> Body(Action<JsonElement> take) => value =>
    {
        try
        {
            using JsonDocument body = JsonDocument.Parse(value);
            take(body.RootElement);
        }
        catch (JsonException fault)
        {
            throw new CommandException(ExitCode.EngineFailed, $"An output is not valid JSON: {fault.Message}");
        }
    };
}
