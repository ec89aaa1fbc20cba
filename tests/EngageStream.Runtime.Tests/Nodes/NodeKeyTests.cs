using EngageStream.Runtime.Nodes;

namespace EngageStream.Runtime.Tests.Nodes;

public class NodeKeyTests
{
    [Theory]
    [InlineData("shop/node-1", "node-1")]
    [InlineData("shop-2/node-1", null)]
    [InlineData("shop", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_key_names_a_node_of_its_application(string? key, string? node) => Assert.Equal(node, NodeKey.NodeOf("shop", key));

    [Fact]
    public void A_node_is_found_by_its_key() => Assert.Equal("node-1", NodeKey.NodeOf("shop", NodeKey.Of("shop", "node-1")));
}
