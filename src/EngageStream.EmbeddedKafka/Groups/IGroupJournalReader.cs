namespace EngageStream.EmbeddedKafka.Groups;

/// <summary>Takes the records of the <see cref="GroupJournal"/> in the order in which they were written.</summary>
internal interface IGroupJournalReader
{
    void ReplayOffsets(string group, IReadOnlyList<OffsetCommit> commits);

    void ReplayGroup(GroupSnapshot snapshot);

    void ReplayTopicDeleted(string topic);

    void ReplayGroupDeleted(string group);

    void ReplayPending(string group, long producerId, IReadOnlyList<OffsetCommit> commits);

    void ReplayTransactionEnd(string group, long producerId, bool commit);
}
