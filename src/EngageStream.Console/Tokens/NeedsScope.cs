namespace EngageStream.Console.Tokens;

/// <summary>Marks an endpoint with the scope that it needs; <see cref="ApiScope.None"/> for one that is open to all.</summary>
internal sealed record NeedsScope(ApiScope Scope);
