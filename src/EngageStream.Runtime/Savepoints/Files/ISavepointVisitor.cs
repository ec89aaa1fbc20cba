namespace EngageStream.Runtime.Savepoints.Files;

/// <summary>Takes what a savepoint holds, in the order of the file.</summary>
internal interface ISavepointVisitor
{
    /// <summary>A user of a partition. The bytes are valid during the call only.</summary>
    void User(int partition, ReadOnlySpan<byte> id, long dueMs, ReadOnlySpan<byte> state);
}
