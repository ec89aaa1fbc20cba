namespace EngageStream.Runtime.Nodes;

/// <summary>
/// Key of a node on the nodes topic: application id, slash, node id. Neither can hold a slash, so no two nodes share a key, also
/// where applications share the topic.
/// </summary>
internal static class NodeKey
{
    /// <summary>The key of a node.</summary>
    public static string Of(string applicationId, string nodeId) => $"{applicationId}/{nodeId}";

    /// <summary>The node of a key; <see langword="null"/> for one of another application.</summary>
    public static string? NodeOf(string applicationId, string? key) =>
        key is not null && key.StartsWith(applicationId + '/', StringComparison.Ordinal) ? key[(applicationId.Length + 1)..] : null;
}
