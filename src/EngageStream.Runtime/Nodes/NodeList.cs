namespace EngageStream.Runtime.Nodes;

/// <summary>
/// The nodes that were heard of within the last 30 s: three announcements may be missed. Silence is measured by the clock of
/// who listens, so that clocks which disagree make nobody vanish. One thread hears, any thread asks.
/// </summary>
internal sealed class NodeList(TimeProvider time)
{
    /// <summary>Whoever is silent for longer is gone.</summary>
    public static readonly TimeSpan GoneAfter = TimeSpan.FromSeconds(30);

    private volatile HeardNode[] _heard = [];

    /// <summary>The nodes, ordered by name.</summary>
    public IReadOnlyList<NodeAnnouncement> Nodes =>
        [.. Present.Select(heard => heard.Node).OrderBy(node => node.NodeId, StringComparer.Ordinal)];

    /// <summary>The node that has a partition at work, the latest to say so; <see langword="null"/> for none.</summary>
    public NodeAnnouncement? OwnerOf(int partition) =>
        Present.Where(heard => heard.Node.Partitions.Contains(partition)).MaxBy(heard => heard.Offset)?.Node;

    /// <summary>Takes in what a node said.</summary>
    /// <param name="node">What.</param>
    /// <param name="offset">Where.</param>
    /// <param name="age">How long ago.</param>
    public void Hear(NodeAnnouncement node, long offset, TimeSpan age)
    {
        long at = time.GetTimestamp() - (long)(age.TotalSeconds * time.TimestampFrequency);
        _heard = [.. Others(node.NodeId), new HeardNode(node, offset, at)];
    }

    /// <summary>A node has taken its words back.</summary>
    public void Forget(string nodeId) => _heard = [.. Others(nodeId)];

    private IEnumerable<HeardNode> Present => _heard.Where(heard => time.GetElapsedTime(heard.At) < GoneAfter);

    private IEnumerable<HeardNode> Others(string nodeId) => Present.Where(heard => heard.Node.NodeId != nodeId);
}
