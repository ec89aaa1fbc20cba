using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Confluent.Kafka;
using EngageStream.Domain.Actors;
using EngageStream.Domain.Events;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Consuming;
using EngageStream.Runtime.DeadLetters;
using EngageStream.Runtime.Metrics;
using EngageStream.Runtime.Outputs;
using EngageStream.Runtime.Reads;
using EngageStream.Runtime.Restore;
using EngageStream.Runtime.Shards;
using EngageStream.Runtime.Telemetry;

namespace EngageStream.Runtime.Streams;

/// <summary>
/// One life of a stream thread: its consumer, producer and shards, from joining the group to leaving it. Everything runs
/// on the one thread that calls <see cref="Run"/>, the rebalance handlers included, so nothing here takes a lock.
/// </summary>
internal sealed partial class StreamSession : IDisposable
{
    private const int RecordsPerTurn = 2_000;
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(50);

    // Whoever has no partition by then is a stand-by: joined, with nothing to restore.
    private static readonly TimeSpan JoinsWithin = TimeSpan.FromSeconds(10);
    private readonly StreamContext _context;
    private readonly int _number;
    private readonly StreamCounters _counters;
    private readonly Assignment _assignment;
    private readonly IConsumer<Ignore, Ignore> _consumer;
    private readonly RecordPump _pump;
    private readonly OutputProducer _producer;
    private readonly StreamTracer _tracer;
    private readonly OutputPublisher _publisher;
    private readonly ShardClocks _clocks;
    private readonly ICommitProtocol _commit;
    private readonly Restorer _restorer;
    private readonly PartitionFlow _flow;
    private readonly GroupDeparture _departure;
    private readonly CommitPace _pace;
    private readonly CommitSchedule _schedule;
    private readonly IdleMemory _idle;
    private readonly ReadServer _reads;
    private readonly CancellationToken _abandon;
    private readonly long _began = Stopwatch.GetTimestamp();
    private int _taken;
    private bool _timersLeft;
    private bool _closed;
    private Exception? _failure;

    /// <param name="context">What the threads share.</param>
    /// <param name="number">Number of the thread in this process.</param>
    /// <param name="assignment">Receives the partitions; empty.</param>
    /// <param name="counters">Counts of the thread.</param>
    /// <param name="pace">How much the thread takes in for one commit.</param>
    /// <param name="reads">Questions about the thread's people.</param>
    /// <param name="abandon">Ends every wait for Kafka, after a stop has waited long enough.</param>
    public StreamSession(
        StreamContext context,
        int number,
        Assignment assignment,
        StreamCounters counters,
        CommitPace pace,
        ReadQueue reads,
        CancellationToken abandon)
    {
        _context = context;
        _number = number;
        _counters = counters;
        _pace = pace;
        _schedule = new CommitSchedule(context.Options.CommitInterval, context.Time);
        _assignment = assignment;
        _reads = new ReadServer(reads, assignment, counters);
        _abandon = abandon;
        EngineOptions options = context.Options;
        var log = new ClientLog(context.Logger, options, context.Clients);
        _producer = new OutputProducer(KafkaSettings.Producer(options, number), log, abandon);
        _idle = new IdleMemory(() => GC.GetAllocatedBytesForCurrentThread() + _producer.StateBytes, _producer.ReleaseMemory);
        var deadLetters = new DeadLetterWriter(context.Topics, _producer, counters);
        var record = new InputRecord();
        _tracer = new StreamTracer(options.ApplicationId, context.Topics, options.Mode == EngineMode.Live);
        _publisher = new OutputPublisher(
            options.ApplicationId, context.Model, context.Topics, _producer, deadLetters, record, counters, _tracer, context.Logger);
        var handler = new RecordHandler(
            options, context.Topics, context.Partitions, new EventParser(context.Model.Schema, context.Model.TimePolicy),
            record, _producer, deadLetters, counters, _tracer, context.Logger);
        _clocks = new ShardClocks(assignment, () => context.EndOffsets.Latest, options.Mode == EngineMode.Live);
        _restorer = new Restorer(
            $"engage-restore-{number}",
            () => new StateLogReader(KafkaSettings.Restorer(options, $"restorer-{number}"), log, context.Admin, context.Topics, context.Claim, context.Standby),
            context.Logger);
        _consumer = log.Attach(new ConsumerBuilder<Ignore, Ignore>(KafkaSettings.Consumer(options, $"consumer-{number}"))
            .SetPartitionsAssignedHandler((_, partitions) => Handler(() => OnAssigned(partitions)))
            .SetPartitionsRevokedHandler((_, partitions) => Handler(() => OnRevoked(partitions)))
            .SetPartitionsLostHandler((_, partitions) => Handler(() => OnLost(partitions)))).Build();
        _flow = new PartitionFlow(_consumer, context.Topics.Events);
        _departure = new GroupDeparture(_consumer, context.Admin, options);
        var trimmer = new StateLogTrimmer(context.Admin, context.Topics, context.Logger);
        _commit = options.Guarantee == ProcessingGuarantee.ExactlyOnce
            ? new ExactlyOnceCommit<Ignore, Ignore>(
                _consumer, _producer, context.Topics, context.Claim, trimmer, KafkaSettings.TransactionTimeout(options), abandon)
            : new AtLeastOnceCommit<Ignore, Ignore>(_consumer, _producer, context.Topics, context.Claim, trimmer, context.Logger);
        _pump = new RecordPump(new RecordBatch(_consumer.Handle), record, handler, assignment, _commit, context.Logger);
    }

    /// <summary>Records sent and not acknowledged yet; read by any thread.</summary>
    public long Unacknowledged => _producer.Outstanding;

    /// <summary>Works until told to stop, and on until others can take over; then commits and leaves the group.</summary>
    /// <exception cref="KafkaException">Output or state could not be written: the shards must be restored.</exception>
    public void Run(CancellationToken stop)
    {
        _commit.Start(stop);
        _consumer.Subscribe(_context.Topics.Events);
        _reads.Open();
        while (!stop.IsCancellationRequested || !_departure.IsDue(_assignment.Joined))
        {
            Guard(() => Turn(stop));
            _assignment.Joined |= Stopwatch.GetElapsedTime(_began) > JoinsWithin;
        }

        _reads.Dispose();
        Guard(Commit);
        _closed = true;
        LeaveGroup();
    }

    /// <summary>Leaves the group at once, also after a failure, so that others need not wait for a session timeout.</summary>
    public void Dispose()
    {
        _reads.Dispose();
        _restorer.Dispose();
        _counters.ForgetOpen();
        _tracer.Aborted();
        if (!_closed)
        {
            _closed = true;
            Leave();
        }

        _consumer.Dispose();
        _producer.Dispose();
        _publisher.Dispose();
    }

    private void Leave()
    {
        try
        {
            LeaveGroup();
        }
        catch (KafkaException error)
        {
            Log.ClientError(_context.Logger, error.Error.Code, error.Error.Reason);
        }
    }

    private void LeaveGroup()
    {
        _pump.Dispose();
        _departure.Leave();
    }

    private void Turn(CancellationToken stop)
    {
        // 1. Partitions: new ones pause, those whose state is there take up where it ends.
        _flow.PauseNew();
        ResumeRestored();

        // 2. Records.
        Poll(stop);

        // 3. Time.
        _clocks.FollowWallTime();
        if (_clocks.IsAnyDue)
        {
            _commit.Begin();
            _timersLeft = _clocks.FireDue(_context.WallMs);
        }
        else
        {
            _timersLeft = false;
        }

        // 4. Commit.
        if (IsCommitDue)
        {
            Commit();
        }

        // 5. Questions, from what is committed.
        _reads.Serve();
    }

    // Undoes the work since the last commit where that mends a failure.
    private void Guard(Action work)
    {
        try
        {
            work();
        }
        catch (KafkaException error) when (error is not ConsumeException && _failure is null)
        {
            switch (_commit.Judge(error))
            {
                case FailureVerdict.Abort:
                    Undo(error);
                    break;
                case FailureVerdict.Fenced:
                    throw new FencedException(error);
                default:
                    throw;
            }
        }
    }

    private void Undo(KafkaException cause)
    {
        Log.Aborted(_context.Logger, _number, cause.Error.Code, cause.Error.Reason);
        _counters.CountAbort(AbortReasons.Of(cause.Error));
        _tracer.Aborted();
        try
        {
            _commit.Abort();
        }
        catch (KafkaException error) when (_commit.Judge(error) == FailureVerdict.Fenced)
        {
            // What looked like a failure of its own was one of the fence's effects.
            throw new FencedException(error);
        }

        _pump.Clear();
        foreach (Shard shard in _assignment.Running)
        {
            shard.RollBack();
            _flow.Ready(_assignment.Suspend(shard));
        }

        _taken = 0;
        _schedule.Begin(0, 0);
    }

    private void Poll(CancellationToken stop)
    {
        TimeSpan wait = WaitForFirst();
        if (_taken >= _pace.Limit)
        {
            // Input waits for the next commit, which then need not wait for more.
            _schedule.RanDry();
            _producer.Poll(wait);
            return;
        }

        for (int read = 0; read < RecordsPerTurn; read += RecordBatch.Capacity)
        {
            if (read > 0 && (IsCommitDue || _taken >= _pace.Limit || stop.IsCancellationRequested))
            {
                return;
            }

            _pump.Read(read == 0 ? wait : TimeSpan.Zero);
            if (_pump.IsEmpty && wait > TimeSpan.Zero)
            {
                _schedule.RanDry();
            }

            if (_failure is { } failure)
            {
                ExceptionDispatchInfo.Throw(failure);
            }

            bool isDrained = !_pump.IsFull;
            _taken += _pump.Handle(_context.WallMs);
            if (isDrained)
            {
                return;
            }
        }
    }

    // Unpacked states can be packed after a commit only.
    private bool IsCommitDue => _schedule.Left(_producer.Outstanding) <= TimeSpan.Zero || _assignment.IsPressing;

    private TimeSpan WaitForFirst()
    {
        if (_timersLeft)
        {
            return TimeSpan.Zero;
        }

        TimeSpan longest = _reads.LongestWait(LongestWait);
        TimeSpan untilCommit = _schedule.Left(_producer.Outstanding);
        return untilCommit < TimeSpan.Zero ? TimeSpan.Zero : untilCommit < longest ? untilCommit : longest;
    }

    private void ResumeRestored()
    {
        while (_restorer.TryTake(out RestoreRequest request))
        {
            if (_assignment.Wants(request))
            {
                _counters.CountRestore(request);
                _flow.Ready(request);
            }
        }

        _flow.ResumeReady(_assignment.Run);
    }

    private void Commit()
    {
        // A clock that moved and did nothing is no reason to write: it moves again after a restore. Readers are told of it.
        foreach (Shard shard in _assignment.Running)
        {
            shard.Settle();
        }

        List<Shard> changed = [.. _assignment.Running.Where(shard => shard.HasChanges)];
        if (changed.Count == 0)
        {
            // Who is idle gives memory back also when nobody else does anything.
            _idle.Passivate(_assignment.Running, quiet: true);
            _commit.NothingChanged();
        }
        else
        {
            long began = Stopwatch.GetTimestamp();
            CommitAtPace(changed, began);
            _idle.Passivate(changed, quiet: false);
            _counters.CountCommit(Stopwatch.GetElapsedTime(began), _context.WallMs);
            _tracer.Committed();
        }

        _schedule.Begin(_taken, _flow.Backlog(_assignment.Running));
        _taken = 0;
    }

    private void CommitAtPace(List<Shard> changed, long began)
    {
        // Output that the client's full queue held up was waited for before.
        TimeSpan held = -_schedule.Left(_producer.Outstanding);
        TimeSpan Took() => Stopwatch.GetElapsedTime(began) + (held > TimeSpan.Zero ? held : TimeSpan.Zero);
        try
        {
            _commit.Commit(changed);
        }
        catch
        {
            _pace.Failed(_taken, Took());
            throw;
        }

        _pace.Committed(_taken, Took());
    }

    private Shard CreateShard(int partition) => new(
        partition, _context.Model, new UserActor(_context.Model), ShardSettings.For(_context.Options, _context.Partitions, OnScratchFailed), _publisher);

    private void OnScratchFailed(Exception error) => Scratch.Log.WriteFailed(_context.Logger, _context.Options.ScratchDirectory, error.Message);
}
