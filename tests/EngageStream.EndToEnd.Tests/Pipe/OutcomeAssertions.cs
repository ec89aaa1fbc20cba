using EngageStream.EndToEnd.Tests.Reference;

namespace EngageStream.EndToEnd.Tests.Pipe;

/// <summary>Holds what the engine wrote to Kafka against the independent computation.</summary>
internal static class OutcomeAssertions
{
    /// <summary>Everything is there exactly once.</summary>
    public static void AssertExactly(PlainOutcome expected, OutputReader actual)
    {
        AssertIdsUnique(actual.TransitionRecords);
        AssertIdsUnique(actual.DecisionRecords);
        AssertIdsUnique(actual.TriggerRecords);
        AssertSame(expected, actual);
    }

    /// <summary>Everything is there; what is there repeatedly is the same under its id.</summary>
    public static void AssertSame(PlainOutcome expected, OutputReader actual)
    {
        Assert.Equal(0, actual.DeadLetterRecords);
        Difference.AssertNone("transitions", expected.Transitions, Once(actual.TransitionRecords, record => record.AsTransition()));
        Difference.AssertNone("decisions", expected.Decisions, Once(actual.DecisionRecords, record => record.AsDecision()));
        Difference.AssertNone("triggers", Triggers(expected), Once(actual.TriggerRecords, record => record.AsTrigger()));
        List<PlainProfile> latest = actual.ProfileRecords.GroupBy(record => record.Key).Select(user => user.Last().AsProfile()).ToList();
        Difference.AssertNone("profiles", expected.Profiles, latest);
    }

    /// <summary>Each profile counts the person's events up to its time: none twice, none left out.</summary>
    public static void AssertEventsCountedOnce(IReadOnlyList<PlainEvent> history, OutputReader actual)
    {
        ILookup<string, DateTimeOffset> times = history.ToLookup(e => e.User, e => e.Time);
        foreach (EngineOutput profile in actual.ProfileRecords)
        {
            DateTimeOffset asOf = profile.Instant("as_of");

            // Of several events at the profile's very instant, it may come after the first or after the last.
            Assert.InRange(profile.Number("events"), times[profile.Key].Count(at => at < asOf), times[profile.Key].Count(at => at <= asOf));
        }
    }

    private static List<SentTrigger> Triggers(PlainOutcome expected)
    {
        Dictionary<string, PlainCampaign> campaigns = StarterPlaybook.Campaigns.ToDictionary(c => c.Name);
        return expected.Decisions.Where(d => d.Outcome == PlainDecision.Sent)
            .Select(d => new SentTrigger($"triggers.{campaigns[d.Campaign].Channel}", campaigns[d.Campaign].Template, d))
            .ToList();
    }

    private static List<T> Once<T>(IEnumerable<EngineOutput> records, Func<EngineOutput, T> read) =>
        records.GroupBy(record => record.HeaderId).Select(same => TheOne(same, read)).ToList();

    private static T TheOne<T>(IGrouping<string, EngineOutput> same, Func<EngineOutput, T> read)
    {
        Assert.NotEmpty(same.Key);
        Assert.All(same, record => Assert.Equal(record.Key, record.Text("user")));
        return Assert.Single(same.Select(read).Distinct());
    }

    private static void AssertIdsUnique(IReadOnlyList<EngineOutput> records)
    {
        Assert.All(records, record => Assert.Equal(record.HeaderId, record.Text("id")));
        Assert.Equal(records.Count, records.DistinctBy(record => record.HeaderId).Count());
    }
}
