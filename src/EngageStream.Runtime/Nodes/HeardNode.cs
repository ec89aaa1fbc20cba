namespace EngageStream.Runtime.Nodes;

/// <summary>A node as last heard of.</summary>
/// <param name="Node">What it said.</param>
/// <param name="Offset">Where: later words have higher offsets.</param>
/// <param name="At">When, in the time provider's timestamps.</param>
internal sealed record HeardNode(NodeAnnouncement Node, long Offset, long At);
