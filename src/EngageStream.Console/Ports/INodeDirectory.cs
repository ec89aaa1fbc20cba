namespace EngageStream.Console.Ports;

/// <summary>The engines of the application that announce themselves. Thread-safe.</summary>
public interface INodeDirectory
{
    /// <summary>The nodes as last announced, this one included, ordered by name; those that fell silent are not among them.</summary>
    IReadOnlyList<NodeView> Nodes { get; }
}
