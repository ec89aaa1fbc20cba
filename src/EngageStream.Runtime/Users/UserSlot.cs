namespace EngageStream.Runtime.Users;

/// <summary>
/// Where a user is.
/// <code>
///  0         4            8
///  ├ block 4 ┼ active 4   ┤   block: address, 0 before the first commit; active: place + 1, 0 when idle
/// </code>
/// </summary>
internal struct UserSlot
{
    public uint Block;
    public int Active;
}
