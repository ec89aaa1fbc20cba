namespace EngageStream.Runtime.StateLog;

/// <summary>
/// Where a user's latest state is in the log.
/// <code>
///  0          4         8
///  ├ record 4 ┼ bytes 4 ┤   record: its number, 0 for none; bytes: length of the entry
/// </code>
/// </summary>
internal struct LogPlace
{
    public uint Record;
    public int Bytes;
}
