namespace EngageStream.Console.Ports;

/// <summary>The engines of the application that announce themselves. Thread-safe.</summary>
public interface INodeDirectory
{
    /// <summary>The nodes as last announced, this one included, ordered by name.</summary>
    IReadOnlyList<NodeView> Nodes { get; }
}
