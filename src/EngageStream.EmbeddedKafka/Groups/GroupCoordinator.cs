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

    public ErrorCode Heartbeat(string groupId, string memberId, int generation, string? instanceId = null)
    {
        ErrorCode error = ErrorCode.UnknownMemberId;
        Change(groupId, group => error = group.Heartbeat(memberId, generation, Now, instanceId), create: false);
        return error;
    }

    public ErrorCode Leave(string groupId, string memberId, string? instanceId = null)
    {
        ErrorCode error = ErrorCode.UnknownMemberId;
        Change(groupId, group => error = group.Leave(memberId, Now, instanceId), create: false);
        return error;
    }

    /// <summary>Writes offsets down and makes them visible, all or none.</summary>
    public ErrorCode Commit(
        string groupId, string memberId, int generation, IReadOnlyCollection<OffsetCommit> commits, string? instanceId = null)
    {
        lock (_lock)
        {
            if (generation >= 0 && !_groups.ContainsKey(groupId))
            {
                return ErrorCode.IllegalGeneration;
            }

            GroupEntry entry = EntryOf(groupId);
            ErrorCode error = entry.Group.CheckCommit(memberId, generation, Now, instanceId);
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

    /// <summary>Writes a transaction's offsets down; they count when it is committed.</summary>
    public ErrorCode CommitPending(
        string groupId,
        string memberId,
        int generation,
        long producerId,
        IReadOnlyCollection<OffsetCommit> commits,
        string? instanceId = null)
    {
        lock (_lock)
        {
            bool checks = !_options.LaxGenerations;
            if (checks && generation >= 0 && !_groups.ContainsKey(groupId))
            {
                return ErrorCode.IllegalGeneration;
            }

            GroupEntry entry = EntryOf(groupId);
            ErrorCode error = checks ? entry.Group.CheckTransactionalCommit(memberId, generation, instanceId) : ErrorCode.None;
            if (error != ErrorCode.None || commits.Count == 0)
            {
                return error;
            }

            _journal.Pending(groupId, producerId, commits);
            entry.Pending.Add(producerId, commits);
            RewriteIfGrown();
            return ErrorCode.None;
        }
    }

    /// <summary>Commits or forgets what a producer's transaction has pending in groups. Doing it again does nothing.</summary>
    public void EndTransaction(IEnumerable<string> groupIds, long producerId, bool commit)
    {
        lock (_lock)
        {
            foreach (string groupId in groupIds)
            {
                _journal.TransactionEnd(groupId, producerId, commit);
                EndTransaction(groupId, producerId, commit);
            }

            RewriteIfGrown();
        }
    }


    /// <summary>
    /// The committed position of a partition, null when there is none, and whether a transaction that has not ended may
    /// yet change it.
    /// </summary>
    public (CommittedOffset? Offset, bool Unstable) Position(string groupId, string topic, int partition)
    {
        lock (_lock)
        {
            if (!_groups.TryGetValue(groupId, out GroupEntry? entry))
            {
                return (null, false);
            }

            CommittedOffset? offset = entry.Offsets.TryGetValue((topic, partition), out CommittedOffset found) ? found : null;
            return (offset, entry.Pending.Concerns(topic, partition));
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

    /// <summary>Deletes a group that has no members, and its offsets.</summary>
    public ErrorCode Delete(string groupId)
    {
        lock (_lock)
        {
            if (!_groups.TryGetValue(groupId, out GroupEntry? entry))
            {
                return ErrorCode.GroupIdNotFound;
            }

            if (entry.Group.State != GroupState.Empty)
            {
                return ErrorCode.NonEmptyGroup;
            }

            _journal.GroupDeleted(groupId);
            Forget(groupId);
            return ErrorCode.None;
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

    void IGroupJournalReader.ReplayPending(string group, long producerId, IReadOnlyList<OffsetCommit> commits) =>
        EntryOf(group).Pending.Add(producerId, commits);

    void IGroupJournalReader.ReplayTransactionEnd(string group, long producerId, bool commit) => EndTransaction(group, producerId, commit);

    void IGroupJournalReader.ReplayGroup(GroupSnapshot snapshot) => EntryOf(snapshot.GroupId).Group.Restore(snapshot, Now);

    void IGroupJournalReader.ReplayTopicDeleted(string topic) => ReplayTopicDeleted(topic);

    void IGroupJournalReader.ReplayGroupDeleted(string group) => Forget(group);

    private static void Apply(GroupEntry entry, IReadOnlyCollection<OffsetCommit> commits)
    {
        foreach (OffsetCommit commit in commits)
        {
            entry.Offsets[(commit.Topic, commit.Partition)] = commit.Position;
            entry.Pending.Supersede(commit);
        }
    }

    private void EndTransaction(string groupId, long producerId, bool commit)
    {
        if (_groups.TryGetValue(groupId, out GroupEntry? entry) && entry.Pending.Take(producerId) is var pending && commit)
        {
            Apply(entry, pending);
        }
    }

    private void Forget(string groupId)
    {
        if (_groups.Remove(groupId, out GroupEntry? entry))
        {
            entry.Dispose();
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

            entry.Pending.ForgetTopic(topic);
        }
    }

    private GroupEntry EntryOf(string groupId)
    {
        if (!_groups.TryGetValue(groupId, out GroupEntry? entry))
        {
            entry = new GroupEntry(new Group(
                groupId, _options.InitialRebalanceDelay, (member, reason) => Log.MemberRemoved(_logger, groupId, member, reason)));
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
            (GroupState state, int generation, int replacements) = (group.State, group.Generation, group.Replacements);
            operation(group);
            bool moved = group.State != state || group.Generation != generation;
            if (moved)
            {
                Log.GroupChanged(_logger, groupId, state, group.State, group.Generation, group.Members.Count);
            }

            bool settled = group.State is GroupState.Stable or GroupState.Empty;
            if (settled && (moved || group.Replacements != replacements))
            {
                _journal.Group(GroupSnapshot.Of(group));
                RewriteIfGrown();
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
