namespace EngageStream.EmbeddedKafka.Groups;

/// <summary>Takes the records of the <see cref="GroupJournal"/> in the order in which they were written.</summary>
internal interface IGroupJournalReader
{
    public void ReplayOffsets(string group, IReadOnlyList<OffsetCommit> commits);

    public void ReplayGroup(GroupSnapshot snapshot);

    public void ReplayTopicDeleted(string topic);
}
