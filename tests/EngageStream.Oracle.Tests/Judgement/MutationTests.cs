using System.Text;
using EngageStream.Oracle.Judgement;
using EngageStream.Oracle.Records;
using EngageStream.Oracle.Tests.Runs;

namespace EngageStream.Oracle.Tests.Judgement;

/// <summary>An oracle that has never been seen to fail proves nothing: each way to spoil a real run must be found.</summary>
[Collection(ReplayedChaosRun.Name)]
public sealed class MutationTests(ReplayedChaos chaos)
{
    public static TheoryData<string> Names => [.. Mutations.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_spoiled_run_fails(string mutation)
    {
        (Func<IReadOnlyList<TopicRecord>, IEnumerable<TopicRecord>> spoil, string finds) = Mutations.All[mutation];

        Verdict verdict = Judge.Run(ReplayedChaos.Options, spoil(chaos.Records).ToList());

        Assert.Equal(Outcome.Fail, verdict.Outcome);
        Assert.Contains(finds, verdict.Counts.Keys.Select(kind => kind.ToString()));
    }

    // The engine's outputs stay; the input that the oracle sees differs: as if the engine had counted an event twice, or not at all.
    [Theory]
    [InlineData("Product Viewed")]
    [InlineData("Cart Viewed")]
    [InlineData("Order Completed")]
    [InlineData("Signed Up")]
    public void An_event_that_the_engine_counted_twice_is_found(string name)
    {
        TopicRecord counted = Events(name, times: 1)[0];
        Verdict verdict = Judge.Run(ReplayedChaos.Options, chaos.Records.Select(r => ReferenceEquals(r, counted) ? Emptied(r) : r).ToList());

        Assert.Equal(Outcome.Fail, verdict.Outcome);
    }

    [Theory]
    [InlineData("Product Viewed")]
    [InlineData("Cart Viewed")]
    [InlineData("Order Completed")]
    public void An_event_that_the_engine_did_not_count_is_found(string name)
    {
        // The engine dropped it as a duplicate; with an id of its own it was to be counted.
        TopicRecord dropped = Events(name, times: 2)[1];
        string value = Encoding.UTF8.GetString(dropped.Value).Replace("\"messageId\":\"", "\"messageId\":\"own-", StringComparison.Ordinal);
        TopicRecord uncounted = dropped with { Value = Encoding.UTF8.GetBytes(value) };

        Verdict verdict = Judge.Run(ReplayedChaos.Options, chaos.Records.Select(r => ReferenceEquals(r, dropped) ? uncounted : r).ToList());

        Assert.Equal(Outcome.Fail, verdict.Outcome);
    }

    // An early event of a name that lies in the topic so many times.
    private List<TopicRecord> Events(string name, int times) => chaos.Records.Where(r => r.Topic == "engage.events" && r.Key is not null)
        .GroupBy(r => Encoding.UTF8.GetString(r.Value))
        .First(same => same.Count() == times && same.Key.Contains($"\"event\":\"{name}\"") && same.Key.Contains("\"messageId\""))
        .ToList();

    // In its place stands a clock mark, so that offsets and clock stay as they were.
    private static TopicRecord Emptied(TopicRecord record) =>
        record with { Key = null, Value = [], Headers = new Dictionary<string, string> { ["engage-type"] = "clock" } };
}
