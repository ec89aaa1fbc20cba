using EngageStream.Runtime.Nodes;
using EngageStream.Runtime.Tests.Reads;

namespace EngageStream.Runtime.Tests.Nodes;

public class NodeListTests
{
    private readonly SteppedTime _time = new(TimeSpan.Zero);
    private readonly NodeList _list;

    public NodeListTests() => _list = new NodeList(_time);

    [Fact]
    public void The_latest_to_announce_a_partition_owns_it()
    {
        Hear("b", offset: 5, 0, 1);
        Hear("a", offset: 6, 1, 2);
        Assert.Equal(["a", "b"], _list.Nodes.Select(node => node.NodeId));
        Assert.Equal(["b", "a", "a", null], Enumerable.Range(0, 4).Select(partition => _list.OwnerOf(partition)?.NodeId));
        Hear("b", offset: 7, 1);
        Assert.Equal([null, "b", "a", null], Enumerable.Range(0, 4).Select(partition => _list.OwnerOf(partition)?.NodeId));
    }

    [Fact]
    public void Whoever_is_silent_for_thirty_seconds_is_gone()
    {
        Hear("a", 0, 0);
        _time.Advance(TimeSpan.FromSeconds(20));
        Hear("b", 1, 1);
        _time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.Equal(["a", "b"], _list.Nodes.Select(node => node.NodeId));
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(["b"], _list.Nodes.Select(node => node.NodeId));
        Assert.Null(_list.OwnerOf(0));
    }

    [Fact]
    public void What_lay_in_the_topic_counts_from_when_it_was_said()
    {
        _list.Hear(Node("a", 0), 0, TimeSpan.FromSeconds(25));
        _list.Hear(Node("b", 1), 1, TimeSpan.FromDays(25));
        Assert.Equal(["a"], _list.Nodes.Select(node => node.NodeId));
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Empty(_list.Nodes);
    }

    [Fact]
    public void Whoever_takes_the_announcement_back_is_gone_at_once()
    {
        Hear("a", 0, 0);
        Hear("b", 1, 1);
        _list.Forget("a");
        Assert.Equal(["b"], _list.Nodes.Select(node => node.NodeId));
    }

    private void Hear(string node, long offset, params int[] partitions) => _list.Hear(Node(node, partitions), offset, TimeSpan.Zero);

    private static NodeAnnouncement Node(string node, params int[] partitions) => new(
        node, null, "0", DateTimeOffset.UnixEpoch, partitions, [], new Dictionary<string, long>(), new Dictionary<string, long>(), []);
}
