using System.Text;
using EngageStream.Runtime.Nodes;
using EngageStream.Runtime.Tests.Outputs;

namespace EngageStream.Runtime.Tests.Nodes;

public class NodeBodyTests
{
    private static readonly NodeAnnouncement Full = new(
        "node-1",
        new Uri("http://engine-1:9470/"),
        "0.1.0",
        DateTimeOffset.FromUnixTimeMilliseconds(1_767_225_600_123),
        [1, 4],
        [2],
        new Dictionary<string, long> { ["growth"] = 12, ["dormant"] = 0 },
        new Dictionary<string, long> { ["low"] = 9, ["medium"] = 2, ["high"] = 1 },
        [new NodeCampaignCount("thanks", "push", "sent", 5)]);

    private static readonly NodeAnnouncement Bare = Full with { Url = null, Partitions = [], Restoring = [], Campaigns = [] };

    [Fact]
    public void What_is_written_is_read()
    {
        foreach (NodeAnnouncement node in new[] { Full, Bare })
        {
            NodeAnnouncement read = NodeBody.Read(NodeBody.Write(node));
            Assert.Equal(NodeBody.Write(node), NodeBody.Write(read));
            Assert.Equal(
                (node.NodeId, node.Url, node.Version, node.AsOf, node.UsersByStage["growth"], node.Campaigns.Count),
                (read.NodeId, read.Url, read.Version, read.AsOf, read.UsersByStage["growth"], read.Campaigns.Count));
            Assert.Equal(node.Partitions, read.Partitions);
            Assert.Equal(node.Restoring, read.Restoring);
        }
    }

    [Fact]
    public void Announcements_are_valid_by_their_schema() => Assert.Equal("", JsonSchemas.Errors(
        "node.v1", [Encoding.UTF8.GetString(NodeBody.Write(Full)), Encoding.UTF8.GetString(NodeBody.Write(Bare))]));

    [Fact]
    public void What_a_newer_release_adds_is_passed_over()
    {
        string text = Encoding.UTF8.GetString(NodeBody.Write(Full)).Replace("{\"node\"", "{\"mood\":[1],\"node\"", StringComparison.Ordinal);
        Assert.Equal(NodeBody.Write(Full), NodeBody.Write(NodeBody.Read(Encoding.UTF8.GetBytes(text))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"node":1}""")]
    [InlineData("""{"node":"a","url":"?? :","version":"","as_of":"x","partitions":[],"restoring":[],"users_by_stage":{},"users_by_band":{},"campaigns":[]}""")]
    [InlineData("""{"node":"a","url":null,"version":"","as_of":"x","partitions":[],"restoring":[],"users_by_stage":{},"users_by_band":{},"campaigns":[]}""")]
    public void What_is_no_announcement_is_refused(string text) => Assert.ThrowsAny<FormatException>(() => NodeBody.Read(Encoding.UTF8.GetBytes(text)));
}
