using System.Text;
using Confluent.Kafka;
using EngageStream.Domain.Actors;
using EngageStream.Domain.Effects;
using EngageStream.Domain.Model;
using EngageStream.Domain.State;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Restore;
using EngageStream.Runtime.Shards;
using EngageStream.Runtime.Streams;
using EngageStream.Runtime.Tests.Hosting;
using EngageStream.Runtime.Tests.Shards;
using EngageStream.Runtime.Topics;
using Microsoft.Extensions.Logging.Abstractions;

namespace EngageStream.Runtime.Tests.Streams;

/// <summary>
/// The parts of a stream thread that own partition 0, moved by hand: a member of the group, a transactional producer, the
/// restored shard. Each step of an actor sends a line with the owner's name to the transitions.
/// </summary>
internal sealed class Owner : IDisposable
{
    private static readonly EngagementModel Model = ShardModels.Small();
    private readonly CancellationTokenSource _abandon = new(TestKafka.Patience);
    private readonly EngineOptions _options;
    private readonly IConsumer<Ignore, Ignore> _consumer;
    private readonly IAdminClient _admin;
    private readonly OutputProducer _producer;

    public Owner(TestKafka kafka, string node, TimeSpan? transactionTimeout = null)
    {
        _options = new EngineOptions
        {
            ApplicationId = kafka.ApplicationId,
            NodeId = node,
            Topics = new TopicOptions { Prefix = kafka.TopicPrefix },
            Kafka = new Dictionary<string, string> { ["bootstrap.servers"] = kafka.Servers },
        };
        var log = new ClientLog(NullLogger.Instance, _options);
        Topics = new TopicNames(_options.Topics.Prefix);
        Claim = new StateLogClaim(_options, 1);
        _admin = new AdminClientBuilder(KafkaSettings.Admin(_options, "admin")).Build();
        _producer = new OutputProducer(KafkaSettings.Producer(_options, 0), log, _abandon.Token);
        _consumer = log.Attach(new ConsumerBuilder<Ignore, Ignore>(KafkaSettings.Consumer(_options, "consumer"))).Build();
        Protocol = new ExactlyOnceCommit<Ignore, Ignore>(
            _consumer, _producer, Topics, Claim, new StateLogTrimmer(_admin, Topics, NullLogger.Instance),
            transactionTimeout ?? KafkaSettings.TransactionTimeout(_options), _abandon.Token);
        Shard = NewShard(node);
    }

    public TopicNames Topics { get; }

    public StateLogClaim Claim { get; }

    public ExactlyOnceCommit<Ignore, Ignore> Protocol { get; }

    public OutputProducer Producer => _producer;

    public Shard Shard { get; private set; }

    public IConsumerGroupMetadata Group => _consumer.ConsumerGroupMetadata;

    /// <summary>Joins the group, waits for the partition, and restores its shard.</summary>
    public Owner TakeOver()
    {
        Protocol.Start(_abandon.Token);
        Join();
        RestoreRequest request = RequestRestore();
        Restore(request);
        Shard = request.Shard!;
        return this;
    }

    public void Join()
    {
        _consumer.Subscribe(Topics.Events);
        while (_consumer.Assignment.Count == 0)
        {
            _consumer.Consume(TimeSpan.FromMilliseconds(20));
            _abandon.Token.ThrowIfCancellationRequested();
        }
    }

    /// <summary>As the group sees a member that was paused for too long: it is gone, and does not know.</summary>
    public void FallOutOfGroup()
    {
        _consumer.Unsubscribe();
        while (!string.IsNullOrEmpty(_consumer.MemberId))
        {
            _consumer.Consume(TimeSpan.FromMilliseconds(20));
            _abandon.Token.ThrowIfCancellationRequested();
        }
    }

    public RestoreRequest RequestRestore() => new(0, () => NewShard(_options.NodeId));

    public void Restore(RestoreRequest request)
    {
        using var reader = new StateLogReader(KafkaSettings.Restorer(_options, "restorer"), new ClientLog(NullLogger.Instance, _options), _admin, Topics, Claim);
        reader.Restore(request, _abandon.Token);
    }

    /// <summary>Handles an event of a user at the next input offset.</summary>
    public void Handle(string user, long timestampMs)
    {
        Protocol.Begin();
        Shard.Receive(ShardModels.Event(Model, user, ShardModels.Visit, timestampMs), new RecordPosition(0, Shard.NextInputOffset, timestampMs), timestampMs);
    }

    public int FireTimers(long nowMs)
    {
        Shard.AdvanceClock(nowMs, null);
        Protocol.Begin();
        return Shard.FireDueTimers(nowMs, 100);
    }

    /// <summary>Writes the state of a commit and no more: the transaction stays open.</summary>
    public void WriteState()
    {
        Shard.WriteCommit(new StateLogAppender(_producer, new TopicPartition(Topics.State, 0), Claim));
        _producer.Flush();
    }

    public TopicPartitionOffset Committed(TimeSpan timeout) => _consumer.Committed([new TopicPartition(Topics.Events, 0)], timeout)[0];

    public void Commit() => Protocol.Commit([Shard]);

    /// <summary>What a stream thread does about a failed commit.</summary>
    public void Undo()
    {
        Protocol.Abort();
        Shard.RollBack();
    }

    public void Dispose()
    {
        _consumer.Close();
        _consumer.Dispose();
        _producer.Dispose();
        _admin.Dispose();
        _abandon.Dispose();
    }

    private Shard NewShard(string node) =>
        new(0, Model, new UserActor(Model), new ShardOptions { Instance = (uint)node[0] }, new Lines(node, Topics, _producer));

    private sealed class Lines(string node, TopicNames topics, OutputProducer producer) : IShardOutput
    {
        public void Publish(Shard shard, UserState user, EffectBuffer effects, in RecordPosition cause, long clockMs)
        {
            string id = Encoding.UTF8.GetString(user.Id);
            producer.Send(topics.Transitions, user.Id.ToArray(), Encoding.UTF8.GetBytes($"{node}: {id} events={user.Events} stage={user.Stage}"), []);
        }

        public void Fault(Shard shard, ReadOnlySpan<byte> userId, Exception error, in RecordPosition cause, long? dueMs) => Assert.Fail(error.ToString());
    }
}
