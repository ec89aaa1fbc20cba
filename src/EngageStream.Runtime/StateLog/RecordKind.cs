namespace EngageStream.Runtime.StateLog;

/// <summary>Kinds of records in the state log; the first byte of each.</summary>
internal enum RecordKind : byte
{
    /// <summary>States of users.</summary>
    Batch = 1,

    /// <summary>The last record of a commit: with it the commit is complete.</summary>
    End = 2,
}
