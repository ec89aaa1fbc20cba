using EngageStream.Console.Ports;

namespace EngageStream.Console.Endpoints;

/// <summary>The nodes that have announced themselves lately, and sums over them.</summary>
internal static class LiveNodes
{
    /// <summary>A node that said nothing for so long counts no more.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    public static bool IsLive(NodeView node, DateTimeOffset now) => now - node.AsOf <= Silence;

    public static IReadOnlyList<NodeView> Of(INodeDirectory directory, TimeProvider time)
    {
        DateTimeOffset now = time.GetUtcNow();
        return [.. directory.Nodes.Where(node => IsLive(node, now))];
    }

    /// <summary>Sums counts by name, in the order in which names are first seen.</summary>
    public static IEnumerable<KeyValuePair<string, long>> Sum(IEnumerable<IReadOnlyDictionary<string, long>> counts) => counts
        .SelectMany(of => of)
        .GroupBy(count => count.Key)
        .Select(group => KeyValuePair.Create(group.Key, group.Sum(count => count.Value)));
}
