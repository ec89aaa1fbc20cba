using EngageStream.EmbeddedKafka.Protocol;
using EngageStream.EmbeddedKafka.Storage;

namespace EngageStream.EmbeddedKafka.Groups;

/// <summary>
/// The durable record of groups and committed offsets, in <c>groups.journal</c>. Payloads begin with a type byte; fields
/// have Kafka's non-compact encodings:
/// <code>
/// 1 offsets   group, count (4), per partition: topic, partition (4), offset (8), leader epoch (4), metadata
/// 2 group     group, generation (4), protocol type, protocol, leader, count (4), per member: id, client id, host,
///             session timeout (4, ms), rebalance timeout (4, ms), metadata of the chosen protocol, assignment;
///             then for each member its instance id, which older journals do not have
/// 3 topic     topic: the offsets of all groups for it are void
/// 4 pending   producer id (8), then as offsets: they wait for the end of the producer's transaction
/// 5 end       producer id (8), group, commit (1): the producer's pending offsets are committed, or void
/// 6 deleted   group: it and its offsets are gone
/// </code>
/// </summary>
internal sealed class GroupJournal : IDisposable
{
    private const sbyte OffsetsType = 1;
    private const sbyte GroupType = 2;
    private const sbyte TopicDeletedType = 3;
    private const sbyte PendingType = 4;
    private const sbyte EndType = 5;
    private const sbyte GroupDeletedType = 6;

    private readonly ProtocolWriter _writer = new();
    private readonly Journal _journal;

    public GroupJournal(string dataDirectory, bool flushEveryRecord, IGroupJournalReader state)
    {
        _journal = new Journal(Path.Combine(dataDirectory, "groups.journal"), flushEveryRecord, payload => Replay(payload, state));
    }

    public long CutBytes => _journal.CutBytes;

    public bool WantsRewrite => _journal.WantsRewrite;

    public void Offsets(string group, IReadOnlyCollection<OffsetCommit> commits) => _journal.Append(EncodeOffsets(group, commits).Span);

    public void Group(GroupSnapshot snapshot) => _journal.Append(EncodeGroup(snapshot).Span);

    public void TopicDeleted(string topic)
    {
        Begin(TopicDeletedType);
        _writer.String(topic);
        _journal.Append(_writer.Written.Span);
    }

    public void GroupDeleted(string group)
    {
        Begin(GroupDeletedType);
        _writer.String(group);
        _journal.Append(_writer.Written.Span);
    }

    public void Pending(string group, long producerId, IReadOnlyCollection<OffsetCommit> commits) =>
        _journal.Append(EncodePending(group, producerId, commits).Span);

    public void TransactionEnd(string group, long producerId, bool commit)
    {
        Begin(EndType);
        _writer.Int64(producerId);
        _writer.String(group);
        _writer.Bool(commit);
        _journal.Append(_writer.Written.Span);
    }

    public void Rewrite(IEnumerable<GroupEntry> groups) => _journal.Rewrite(groups.SelectMany(Encode));

    public void Flush() => _journal.Flush();

    public void Dispose()
    {
        _journal.Dispose();
        _writer.Dispose();
    }

    private static void Replay(byte[] payload, IGroupJournalReader state)
    {
        var reader = new ProtocolReader();
        reader.Reset(payload, payload.Length);
        switch (reader.Int8())
        {
            case OffsetsType:
                state.ReplayOffsets(reader.String(), ReadOffsets(reader));
                break;
            case GroupType:
                state.ReplayGroup(ReadGroup(reader));
                break;
            case TopicDeletedType:
                state.ReplayTopicDeleted(reader.String());
                break;
            case PendingType:
                long producerId = reader.Int64();
                state.ReplayPending(reader.String(), producerId, ReadOffsets(reader));
                break;
            case EndType:
                long endedId = reader.Int64();
                state.ReplayTransactionEnd(reader.String(), endedId, reader.Bool());
                break;
            case GroupDeletedType:
                state.ReplayGroupDeleted(reader.String());
                break;
            default:
                throw new InvalidDataException("groups.journal was written by a newer version of the broker");
        }
    }

    private static List<OffsetCommit> ReadOffsets(ProtocolReader reader)
    {
        var commits = new List<OffsetCommit>();
        for (int n = reader.Int32(); n > 0; n--)
        {
            string topic = reader.String();
            int partition = reader.Int32();
            commits.Add(new OffsetCommit(topic, partition, new CommittedOffset(reader.Int64(), reader.Int32(), reader.NullableString())));
        }

        return commits;
    }

    private static GroupSnapshot ReadGroup(ProtocolReader reader)
    {
        string id = reader.String();
        int generation = reader.Int32();
        string protocolType = reader.String();
        string? protocolName = reader.NullableString();
        string? leader = reader.NullableString();
        int count = reader.Int32();
        var members = new List<GroupMember>();
        for (int n = 0; n < count; n++)
        {
            members.Add(new GroupMember(reader.String(), reader.String(), reader.String())
            {
                SessionTimeout = TimeSpan.FromMilliseconds(reader.Int32()),
                RebalanceTimeout = TimeSpan.FromMilliseconds(reader.Int32()),
                Protocols = [new GroupProtocol(protocolName!, reader.Bytes().ToArray())],
                Assignment = reader.Bytes().ToArray(),
            });
        }

        for (int n = 0; n < count && reader.Remaining > 0; n++)
        {
            members[n].InstanceId = reader.NullableString();
        }

        return new GroupSnapshot(id, generation, protocolType, protocolName, leader, members);
    }

    private IEnumerable<byte[]> Encode(GroupEntry entry)
    {
        // A group in the middle of a rebalance is written as it stands; its members join again anyway.
        yield return EncodeGroup(GroupSnapshot.Of(entry.Group)).ToArray();
        OffsetCommit[] commits = [.. entry.Offsets.Select(o => new OffsetCommit(o.Key.Topic, o.Key.Partition, o.Value))];
        if (commits.Length > 0)
        {
            yield return EncodeOffsets(entry.Group.Id, commits).ToArray();
        }

        foreach ((long producerId, OffsetCommit[] pending) in entry.Pending.All)
        {
            yield return EncodePending(entry.Group.Id, producerId, pending).ToArray();
        }
    }

    private ReadOnlyMemory<byte> EncodeOffsets(string group, IReadOnlyCollection<OffsetCommit> commits)
    {
        Begin(OffsetsType);
        WriteOffsets(group, commits);
        return _writer.Written;
    }

    private ReadOnlyMemory<byte> EncodePending(string group, long producerId, IReadOnlyCollection<OffsetCommit> commits)
    {
        Begin(PendingType);
        _writer.Int64(producerId);
        WriteOffsets(group, commits);
        return _writer.Written;
    }

    private void WriteOffsets(string group, IReadOnlyCollection<OffsetCommit> commits)
    {
        _writer.String(group);
        _writer.Int32(commits.Count);
        foreach (OffsetCommit commit in commits)
        {
            _writer.String(commit.Topic);
            _writer.Int32(commit.Partition);
            _writer.Int64(commit.Position.Offset);
            _writer.Int32(commit.Position.LeaderEpoch);
            _writer.String(commit.Position.Metadata);
        }
    }

    private ReadOnlyMemory<byte> EncodeGroup(GroupSnapshot snapshot)
    {
        Begin(GroupType);
        _writer.String(snapshot.GroupId);
        _writer.Int32(snapshot.Generation);
        _writer.String(snapshot.ProtocolType);
        _writer.String(snapshot.ProtocolName);
        _writer.String(snapshot.LeaderId);
        _writer.Int32(snapshot.ProtocolName is null ? 0 : snapshot.Members.Count);
        foreach (GroupMember member in snapshot.ProtocolName is null ? [] : snapshot.Members)
        {
            _writer.String(member.Id);
            _writer.String(member.ClientId);
            _writer.String(member.ClientHost);
            _writer.Int32((int)member.SessionTimeout.TotalMilliseconds);
            _writer.Int32((int)member.RebalanceTimeout.TotalMilliseconds);
            _writer.Bytes(member.MetadataFor(snapshot.ProtocolName!));
            _writer.Bytes(member.Assignment);
        }

        foreach (GroupMember member in snapshot.ProtocolName is null ? [] : snapshot.Members)
        {
            _writer.String(member.InstanceId);
        }

        return _writer.Written;
    }

    private void Begin(sbyte type)
    {
        _writer.Reset();
        _writer.Int8(type);
    }
}
