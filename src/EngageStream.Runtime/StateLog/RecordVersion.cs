namespace EngageStream.Runtime.StateLog;

/// <summary>
/// The version of a record in the state log; its second byte. It is the lowest version that a reader has to know: a record is
/// written with the lowest one that can express it, so that after a rollback the former release reads what the newer one wrote,
/// as long as that used nothing new. What a newer release adds behind the fields of a version, its readers pass over, and
/// it needs no new version; what they would misunderstand does.
/// </summary>
internal static class RecordVersion
{
    /// <summary>The newest version that this release reads.</summary>
    public const byte Newest = 1;

    /// <summary>The version of batches and ends: nothing in them needs a newer one.</summary>
    public const byte Plain = 1;

    /// <summary>Gives the kind of a record that this release can read.</summary>
    /// <exception cref="InvalidDataException">The record needs a newer release, or is none of ours.</exception>
    public static RecordKind Check(ReadOnlySpan<byte> record)
    {
        if (record.Length < 2 || record[0] is not ((byte)RecordKind.Batch or (byte)RecordKind.End))
        {
            throw new InvalidDataException(
                "A record of the state log is none of EngageStream's. Does another program write to the state topic?");
        }

        return record[1] is > 0 and <= Newest
            ? (RecordKind)record[0]
            : throw new InvalidDataException(
                $"A record of the state log has version {record[1]}; this release reads up to version {Newest}. A newer release wrote it and used " +
                "what this one does not have: run that release, or a newer one.");
    }
}
