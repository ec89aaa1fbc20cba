using Confluent.Kafka;
using EngageStream.Runtime.Hosting;
using EngageStream.Runtime.Nodes;
using EngageStream.Runtime.Reads;
using EngageStream.Runtime.Tests.Hosting;
using EngageStream.Runtime.Tests.Outputs;

namespace EngageStream.Runtime.Tests.Nodes;

public class EngineNodesTests : EngineTest
{
    private static readonly string[] Users = [.. Enumerable.Range(0, 12).Select(number => $"user-{number}")];

    [Fact]
    public async Task Engines_know_each_other_and_who_owns_what()
    {
        EngineHost a = await StartEngineAsync(Options() with { NodeId = "a", ApiUrl = "http://a.example:1/" });
        await using EngineHost b = await StartEngineAsync(Options() with { NodeId = "b", ApiUrl = "http://b.example:2/" });
        await Task.WhenAll(Users.Select(user => Kafka.SendAsync(Partitions, user, Start, Order(user, $"{user}-1", Start))));

        // 1. Both directories come to show both engines, every partition owned once, and what the owner counts.
        foreach (EngineHost engine in new[] { a, b })
        {
            await UntilAsync(engine, nodes => nodes.Count == 2
                && nodes.SelectMany(node => node.Partitions).Order().SequenceEqual(Enumerable.Range(0, Partitions))
                && nodes.Sum(node => node.UsersByStage["growth"]) == Users.Length
                && nodes.SelectMany(node => node.Campaigns).Sum(ThanksSent) == Users.Length);
            Assert.Equal(["a", "b"], engine.Nodes.Select(node => node.NodeId));
            Assert.Equal(["http://a.example:1/", "http://b.example:2/"], engine.Nodes.Select(node => node.Url!.ToString()));
            Assert.All(engine.Nodes, node => Assert.NotEmpty(node.Partitions));
            Assert.Equal(Users.Length, engine.Nodes.Sum(node => node.UsersByBand["low"]));
            Assert.Equal(2, Metric(engine, "engagestream_nodes"));
        }

        // 2. Each person is found at one, and the other says where.
        foreach (string user in Users)
        {
            UserRead[] reads = [await FindAsync(a, user), await FindAsync(b, user)];
            Assert.Equal([UserReadOutcome.Found, UserReadOutcome.Elsewhere], reads.Select(read => read.Outcome).Order());
            Uri owner = reads.Single(read => read.Outcome == UserReadOutcome.Elsewhere).Owner!;
            Assert.Equal(reads[0].Outcome == UserReadOutcome.Found ? "a.example" : "b.example", owner.Host);
            Assert.Contains(reads[0].Partition, a.Nodes.Single(node => node.Url == owner).Partitions);
        }

        // 3. A planned stop takes the announcement back, and the other has everything.
        await a.StopAsync();
        await UntilAsync(b, nodes => nodes.Count == 1 && nodes[0].Partitions.Count == Partitions);
        UserRead[] taken = await Task.WhenAll(Users.Select(user => FindAsync(b, user)));
        Assert.All(taken, read => Assert.Equal(UserReadOutcome.Found, read.Outcome));

        List<ConsumeResult<byte[], byte[]>> said = Kafka.ReadToEnd("engage.nodes");
        Assert.Contains(said, record => record.Message.Value is null);
        JsonSchemas.Validate("node.v1", said.Where(record => record.Message.Value is not null));
    }

    private static long ThanksSent(NodeCampaignCount count) =>
        (count.Campaign, count.Channel, count.Outcome) == ("thanks", "push", "sent") ? count.Count : 0;

    private static async Task<UserRead> FindAsync(EngineHost engine, string user)
    {
        using var patience = new CancellationTokenSource(TestKafka.Patience);
        while (true)
        {
            UserRead read = await engine.ReadUserAsync(user, explain: false, patience.Token);
            if (read.Outcome is not (UserReadOutcome.Restoring or UserReadOutcome.Unknown))
            {
                return read;
            }

            await Task.Delay(20, patience.Token);
        }
    }

    private static async Task UntilAsync(EngineHost engine, Predicate<IReadOnlyList<NodeAnnouncement>> condition)
    {
        using var patience = new CancellationTokenSource(TestKafka.Patience);
        while (!condition(engine.Nodes))
        {
            await Task.Delay(20, patience.Token);
        }
    }
}
