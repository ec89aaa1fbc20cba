namespace EngageStream.Runtime.StateLog;

/// <summary>The version of the state log's records; the second byte of each.</summary>
internal static class RecordVersion
{
    public const byte Current = 1;

    /// <summary>Gives the kind of a record of this or an older version.</summary>
    /// <exception cref="InvalidDataException">The record is of a newer version, or none of ours.</exception>
    public static RecordKind Check(ReadOnlySpan<byte> record)
    {
        if (record.Length < 2 || record[0] is not ((byte)RecordKind.Batch or (byte)RecordKind.End))
        {
            throw new InvalidDataException(
                "A record of the state log is none of EngageStream's. Does another program write to the state topic?");
        }

        return record[1] is > 0 and <= Current
            ? (RecordKind)record[0]
            : throw new InvalidDataException(
                $"A record of the state log has version {record[1]}; this release reads up to version {Current}. Run the release that wrote it, or a newer one.");
    }
}
