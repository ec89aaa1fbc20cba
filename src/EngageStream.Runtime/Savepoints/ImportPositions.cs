namespace EngageStream.Runtime.Savepoints;

/// <summary>Where input goes on after an import.</summary>
public enum ImportPositions : byte
{
    /// <summary>Where the savepoint's states end: the events topic is the same. New partitions from their beginning.</summary>
    Saved,

    /// <summary>At the beginning: the events topic was made anew, and nothing in it is in the states.</summary>
    Beginning,

    /// <summary>At the end as it is now: what the events topic holds is in the states already, or shall not be.</summary>
    End,
}
