namespace EngageStream.Console.Tokens;

/// <summary>A token as it is kept: only its digest.</summary>
/// <param name="Name">Whose it is; appears in the audit trail and the limits, and is no secret.</param>
/// <param name="Scopes">What it allows.</param>
/// <param name="Digest">SHA-256 of the token, 32 bytes.</param>
public sealed record ApiToken(string Name, ApiScope Scopes, ReadOnlyMemory<byte> Digest);
