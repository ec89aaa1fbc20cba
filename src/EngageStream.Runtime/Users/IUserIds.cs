namespace EngageStream.Runtime.Users;

/// <summary>Gives the id that a slot stands for.</summary>
internal interface IUserIds
{
    /// <summary>The user's id, valid until the next change.</summary>
    ReadOnlySpan<byte> IdOf(int slot);
}
