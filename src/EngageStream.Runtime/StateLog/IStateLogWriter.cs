namespace EngageStream.Runtime.StateLog;

/// <summary>Takes the records of a commit, in order, for the shard's partition of the state log.</summary>
public interface IStateLogWriter
{
    /// <summary>Takes one record's value, at most about 330 KB. The bytes are valid during the call only.</summary>
    void Append(ReadOnlyMemory<byte> record);
}
