namespace EngageStream.Runtime.Users;

/// <summary>A block in the pages: with its length at hand, nobody has to look at a block in order to give it up.</summary>
/// <param name="Address">Address; <see cref="StatePages.None"/> for no block.</param>
/// <param name="Length">Length in bytes, padding included.</param>
internal readonly record struct PlacedBlock(uint Address, int Length)
{
    /// <summary>Whether this is no block.</summary>
    public bool IsNone => Address == StatePages.None;
}
