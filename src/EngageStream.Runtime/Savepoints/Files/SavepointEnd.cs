namespace EngageStream.Runtime.Savepoints.Files;

/// <summary>The last section, as JSON.</summary>
/// <param name="Users">Users in the file.</param>
internal sealed record SavepointEnd(long Users);
