using System.Diagnostics;
using Confluent.Kafka;
using EngageStream.Runtime.Shards;
using EngageStream.Runtime.Topics;

namespace EngageStream.Runtime.Streams;

/// <summary>Writes outputs, states and input positions in one transaction.</summary>
/// <remarks>
/// Two fences keep an owner that has lost its partitions from committing: the group's generation, sent with the positions,
/// and the epoch of the transactional id, which only another life of the same thread raises. So every transaction sends the
/// position of each shard that it touches, also where only timers fired; and the group is looked up when the transaction
/// begins, never later: a look-up after a rebalance would make the old owner's work pass as the new one's.
/// </remarks>
internal sealed class ExactlyOnceCommit<TKey, TValue>(
    IConsumer<TKey, TValue> consumer,
    OutputProducer producer,
    TopicNames topics,
    StateLogClaim claim,
    StateLogTrimmer trimmer,
    TimeSpan transactionTimeout,
    CancellationToken abandon) : ICommitProtocol
{
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(1);

    // How long a commit whose outcome is not known is asked for again.
    private readonly TimeSpan _patience = transactionTimeout + TimeSpan.FromSeconds(5);
    private IConsumerGroupMetadata? _group;
    private bool _isOpen;
    private bool _isBegun;
    private bool _isOutcomeUnknown;
    private long _beganAt;

    /// <inheritdoc/>
    public void Start(CancellationToken stop)
    {
        // Fences the last life of this thread, and ends what it left open, before anything is restored.
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            try
            {
                producer.Client.InitTransactions(Slice);
                return;
            }
            catch (KafkaException error) when (error is KafkaRetriableException || error.Error.Code == ErrorCode.Local_TimedOut)
            {
                // Kafka is away, or the coordinator still writes the end of the last life's transaction.
            }
        }
    }

    /// <inheritdoc/>
    public void Begin()
    {
        if (_isBegun)
        {
            return;
        }

        if (!_isOpen)
        {
            producer.Client.BeginTransaction();
            _isOpen = true;
        }

        _group = LookUpGroup();
        _beganAt = Stopwatch.GetTimestamp();
        _isBegun = true;
    }

    /// <inheritdoc/>
    public void NothingChanged()
    {
        // The group may change before something else does.
        _isBegun = false;
        producer.Poll();
    }

    /// <inheritdoc/>
    public void Commit(IReadOnlyList<Shard> shards)
    {
        IConsumerGroupMetadata group = _group ?? throw new KafkaException(
            new Error(ErrorCode.UnknownMemberId, "the membership in the group had ended when the transaction began"));

        // 1. States; the outputs are on their way already.
        List<StateLogAppender> written = [.. shards.Select(shard => new StateLogAppender(producer, new TopicPartition(topics.State, shard.Partition), claim))];
        for (int i = 0; i < shards.Count; i++)
        {
            shards[i].WriteCommit(written[i]);
        }

        // 2. Positions, numeric for every shard: without any the group's generation would not be checked.
        List<TopicPartitionOffset> positions = [.. shards.Select(shard =>
            new TopicPartitionOffset(topics.Events, shard.Partition, shard.NextInputOffset))];
        Insist(() => producer.Client.SendOffsetsToTransaction(positions, group, Slice));

        // 3. All together.
        producer.Flush();
        CommitTransaction();

        // 4. Only now is what they supersede of no use to anybody.
        for (int i = 0; i < shards.Count; i++)
        {
            trimmer.Offer(shards[i].Partition, shards[i].CommitSucceeded(written[i].Offsets));
        }

        trimmer.TrimIfDue();
    }

    /// <inheritdoc/>
    public FailureVerdict Judge(KafkaException error)
    {
        if (Failures.IsFenced(error.Error))
        {
            // Who was away for longer than a transaction may take was shut out for that, not by another process.
            bool tookTooLong = Stopwatch.GetElapsedTime(_beganAt) > transactionTimeout - Slice;
            return tookTooLong ? FailureVerdict.Restart : FailureVerdict.Fenced;
        }

        return _isOutcomeUnknown || error.Error.IsFatal || error.Error.Code == ErrorCode.Local_Fatal || Failures.IsHopeless(error.Error)
            ? FailureVerdict.Restart
            : FailureVerdict.Abort;
    }

    /// <inheritdoc/>
    public void Abort()
    {
        if (_isOpen)
        {
            Insist(() => producer.Client.AbortTransaction(Slice));
            producer.ForgetFailed();
        }

        _isOpen = false;
        _isBegun = false;
    }

    private void CommitTransaction()
    {
        _isOutcomeUnknown = true;
        try
        {
            Insist(() => producer.Client.CommitTransaction(Slice));
        }
        catch (KafkaTxnRequiresAbortException)
        {
            _isOutcomeUnknown = false;
            throw;
        }

        _isOutcomeUnknown = false;
        _isOpen = false;
        _isBegun = false;
    }

    // Repeats a call as long as the client says that repeating may help.
    private void Insist(Action call)
    {
        long began = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                call();
                return;
            }
            catch (KafkaRetriableException) when (Stopwatch.GetElapsedTime(began) < _patience)
            {
                abandon.ThrowIfCancellationRequested();
            }
        }
    }

    // An empty member id would pass for an administrator's and switch the check off. It is asked for on both sides of the
    // look-up: ids are never used twice, so the same one twice was there in between.
    private IConsumerGroupMetadata? LookUpGroup()
    {
        string? before = consumer.MemberId;
        if (string.IsNullOrEmpty(before))
        {
            return null;
        }

        IConsumerGroupMetadata group = consumer.ConsumerGroupMetadata;
        return consumer.MemberId == before ? group : null;
    }
}
