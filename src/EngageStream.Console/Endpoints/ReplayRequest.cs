using System.Text.Json.Serialization;

namespace EngageStream.Console.Endpoints;

/// <summary>Which dead letters to send again. A member that is not known is an error: a misspelt dryRun must not send.</summary>
/// <param name="Position">Only the letter at PARTITION:OFFSET.</param>
/// <param name="Reason">Only letters of this reason.</param>
/// <param name="Since">Only letters since then: an instant, or a length of time back from now, such as 24h.</param>
/// <param name="All">All letters.</param>
/// <param name="Again">Also letters that were sent before.</param>
/// <param name="DryRun">Count, send nothing.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ReplayRequest(
    string? Position = null, string? Reason = null, string? Since = null, bool All = false, bool Again = false, bool DryRun = false)
{
    /// <summary>Whether it says which letters.</summary>
    [JsonIgnore]
    public bool IsNamed => All || Position is not null || Reason is not null || Since is not null;
}
