using System.Text.Json;
using System.Text.Json.Serialization;

namespace EngageStream.Console.Endpoints;

/// <summary>A profile: the members of docs/schemas/profile.v1.schema.json, and with explain those that docs/api.md adds.</summary>
/// <param name="User">The person.</param>
/// <param name="Stage">Lifecycle stage.</param>
public sealed record UserProfile(string User, string? Stage)
{
    /// <summary>All the others.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; init; }
}
