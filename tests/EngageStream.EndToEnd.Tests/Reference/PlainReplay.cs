namespace EngageStream.EndToEnd.Tests.Reference;

/// <summary>Replays a whole history, one person after the other.</summary>
internal static class PlainReplay
{
    /// <param name="events">In the order of the stream; only the order within a person matters.</param>
    /// <param name="end">Until when time passes for everyone.</param>
    /// <param name="churn">Parameters of the churn model.</param>
    public static PlainOutcome Run(IEnumerable<PlainEvent> events, DateTimeOffset end, ChurnNumbers churn)
    {
        var outcome = new PlainOutcome([], [], []);
        foreach (IGrouping<string, PlainEvent> person in events.GroupBy(e => e.User))
        {
            new PlainLife(person.Key, churn, outcome).Live(person, end);
        }

        return outcome;
    }
}
