using EngageStream.EmbeddedKafka.Protocol;
using Microsoft.Extensions.Logging;

namespace EngageStream.EmbeddedKafka.Groups;

/// <summary>
/// All groups and their committed offsets: one lock around the state machines, their timers, and the journal that is
/// written before anyone gets an answer.
/// </summary>
/// <remarks>One lock is enough: a group operation costs microseconds, and the clients of one box send few of them.</remarks>
internal sealed class GroupCoordinator : IGroupJournalReader, IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, GroupEntry> _groups = new(StringComparer.Ordinal);
    private readonly GroupJournal _journal;
    private readonly BrokerOptions _options;
    private readonly ILogger _logger;
    private readonly long _started;
    private bool _disposed;

    public GroupCoordinator(BrokerOptions options, ILogger logger)
    {
        _options = options;
        _logger = logger;
        _started = options.TimeProvider.GetTimestamp();
        _journal = new GroupJournal(options.DataDirectory, options.Flush == FlushPolicy.EveryBatch, this);
        if (_journal.CutBytes > 0)
        {
            Log.GroupJournalCut(logger, _journal.CutBytes);
        }

        foreach (GroupEntry entry in _groups.Values)
        {
            Schedule(entry);
        }
    }

    private TimeSpan Now => _options.TimeProvider.GetElapsedTime(_started);

    public Task<JoinReply> JoinAsync(string groupId, JoinRequest request)
    {
        var reply = new TaskCompletionSource<JoinReply>(TaskCreationOptions.RunContinuationsAsynchronously);
        Change(groupId, group => group.Join(request, Now, reply.SetResult), create: true);
        return reply.Task;
    }

    public Task<SyncReply> SyncAsync(string groupId, SyncRequest request)
    {
        var reply = new TaskCompletionSource<SyncReply>(TaskCreationOptions.RunContinuationsAsynchronously);
        bool known = Change(groupId, group => group.Sync(request, Now, reply.SetResult), create: false);
        return known ? reply.Task : Task.FromResult(SyncReply.Failed(ErrorCode.UnknownMemberId));
    }

    public ErrorCode Heartbeat(string groupId, string memberId, int generation)
    {
        ErrorCode error = ErrorCode.UnknownMemberId;
        Change(groupId, group => error = group.Heartbeat(memberId, generation, Now), create: false);
        return error;
    }

    public ErrorCode Leave(string groupId, string memberId)
    {
        ErrorCode error = ErrorCode.UnknownMemberId;
        Change(groupId, group => error = group.Leave(memberId, Now), create: false);
        return error;
    }

    /// <summary>Writes offsets down and makes them visible, all or none.</summary>
    public ErrorCode Commit(string groupId, string memberId, int generation, IReadOnlyCollection<OffsetCommit> commits)
    {
        lock (_lock)
        {
            if (generation >= 0 && !_groups.ContainsKey(groupId))
            {
                return ErrorCode.IllegalGeneration;
            }

            GroupEntry entry = EntryOf(groupId);
            ErrorCode error = entry.Group.CheckCommit(memberId, generation, Now);
            if (error != ErrorCode.None || commits.Count == 0)
            {
                return error;
            }

            _journal.Offsets(groupId, commits);
            Apply(entry, commits);
            RewriteIfGrown();
            return ErrorCode.None;
        }
    }

    /// <summary>The committed position of a partition; null when there is none.</summary>
    public CommittedOffset? Committed(string groupId, string topic, int partition)
    {
        lock (_lock)
        {
            return _groups.TryGetValue(groupId, out GroupEntry? entry) && entry.Offsets.TryGetValue((topic, partition), out CommittedOffset offset)
                ? offset
                : null;
        }
    }

    /// <summary>All committed positions of a group.</summary>
    public OffsetCommit[] Committed(string groupId)
    {
        lock (_lock)
        {
            return _groups.TryGetValue(groupId, out GroupEntry? entry)
                ? [.. entry.Offsets.Select(o => new OffsetCommit(o.Key.Topic, o.Key.Partition, o.Value))]
                : [];
        }
    }

    /// <summary>Offsets of a deleted topic mean nothing for a later topic of the same name.</summary>
    public void ForgetTopic(string topic)
    {
        lock (_lock)
        {
            _journal.TopicDeleted(topic);
            ReplayTopicDeleted(topic);
        }
    }

    public GroupDescription? Describe(string groupId)
    {
        lock (_lock)
        {
            return _groups.TryGetValue(groupId, out GroupEntry? entry) ? GroupDescription.Of(entry.Group) : null;
        }
    }

    public GroupDescription[] DescribeAll()
    {
        lock (_lock)
        {
            return [.. _groups.Values.Select(e => GroupDescription.Of(e.Group))];
        }
    }

    public void Flush()
    {
        lock (_lock)
        {
            if (!_disposed)
            {
                _journal.Flush();
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            foreach (GroupEntry entry in _groups.Values)
            {
                entry.Dispose();
            }

            _journal.Flush();
            _journal.Dispose();
        }
    }

    void IGroupJournalReader.ReplayOffsets(string group, IReadOnlyList<OffsetCommit> commits) => Apply(EntryOf(group), commits);

    void IGroupJournalReader.ReplayGroup(GroupSnapshot snapshot) => EntryOf(snapshot.GroupId).Group.Restore(snapshot, Now);

    void IGroupJournalReader.ReplayTopicDeleted(string topic) => ReplayTopicDeleted(topic);

    private static void Apply(GroupEntry entry, IReadOnlyCollection<OffsetCommit> commits)
    {
        foreach (OffsetCommit commit in commits)
        {
            entry.Offsets[(commit.Topic, commit.Partition)] = commit.Position;
        }
    }

    private void ReplayTopicDeleted(string topic)
    {
        foreach (GroupEntry entry in _groups.Values)
        {
            foreach ((string Topic, int Partition) key in entry.Offsets.Keys.Where(k => k.Topic == topic).ToArray())
            {
                entry.Offsets.Remove(key);
            }
        }
    }

    private GroupEntry EntryOf(string groupId)
    {
        if (!_groups.TryGetValue(groupId, out GroupEntry? entry))
        {
            entry = new GroupEntry(new Group(groupId, _options.InitialRebalanceDelay)
            {
                MemberRemoved = (member, reason) => Log.MemberRemoved(_logger, groupId, member, reason),
            });
            _groups.Add(groupId, entry);
        }

        return entry;
    }

    /// <returns>False when the group is unknown and was not to be created.</returns>
    private bool Change(string groupId, Action<Group> operation, bool create)
    {
        List<Action> replies;
        lock (_lock)
        {
            if (_disposed || (!create && !_groups.ContainsKey(groupId)))
            {
                return false;
            }

            GroupEntry entry = EntryOf(groupId);
            Group group = entry.Group;
            (GroupState state, int generation) = (group.State, group.Generation);
            operation(group);
            if (group.State != state || group.Generation != generation)
            {
                Log.GroupChanged(_logger, groupId, state, group.State, group.Generation, group.Members.Count);
                if (group.State is GroupState.Stable or GroupState.Empty)
                {
                    _journal.Group(GroupSnapshot.Of(group));
                    RewriteIfGrown();
                }
            }

            Schedule(entry);
            replies = group.TakeReplies();
        }

        foreach (Action reply in replies)
        {
            reply();
        }

        return true;
    }

    private void Schedule(GroupEntry entry)
    {
        if (entry.Group.NextDeadline is not { } deadline)
        {
            entry.Timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return;
        }

        // Timers tick in whole milliseconds: rounded up, so that the deadline has passed when the timer fires.
        TimeSpan due = TimeSpan.FromMilliseconds(Math.Ceiling(Math.Max(0, (deadline - Now).TotalMilliseconds)));
        entry.Timer ??= _options.TimeProvider.CreateTimer(
            _ => Change(entry.Group.Id, group => group.Tick(Now), create: false), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        entry.Timer.Change(due, Timeout.InfiniteTimeSpan);
    }

    private void RewriteIfGrown()
    {
        if (_journal.WantsRewrite)
        {
            _journal.Rewrite(_groups.Values);
        }
    }
}
