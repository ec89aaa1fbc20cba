using System.Globalization;
using System.Text;

namespace EngageStream.Host.Demo;

/// <summary>What happened, and where to look next.</summary>
internal static class DemoSummary
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    /// <summary>The summary as text.</summary>
    public static string Format(DemoState state, TimeSpan took)
    {
        TallySnapshot seen = state.Outputs;
        var text = new StringBuilder();
        text.Append(Invariant, $"\n{state.Replayed:N0} events of {seen.People:N0} people in {took.TotalSeconds:F1} s");
        text.Append(Invariant, $"; dead letters {seen.DeadLetters:N0}\n");
        text.Append(Invariant, $"\n{"stage",-14}{"entered",10}{"left",10}{"now",10}\n");
        foreach (string stage in state.Stages)
        {
            text.Append(Invariant,
                $"{stage,-14}{seen.Entered(stage),10:N0}{seen.Left(stage),10:N0}{seen.ByStage.GetValueOrDefault(stage),10:N0}\n");
        }

        long left = state.Stages.Sum(seen.Left);
        text.Append(Invariant, $"{"total",-14}{seen.TransitionCount,10:N0}{left,10:N0}{seen.ByStage.Values.Sum(),10:N0}\n");
        text.Append(Invariant, $"\n{"transition",-30}{"count",10}\n");
        foreach (((string? from, string to), long count) in seen.Transitions.OrderByDescending(t => t.Value)
            .ThenBy(t => t.Key.To, StringComparer.Ordinal))
        {
            text.Append(Invariant, $"{$"{from ?? "(new)"} > {to}",-30}{count,10:N0}\n");
        }

        text.Append(Invariant, $"{"total",-30}{seen.TransitionCount,10:N0}   of which resurrected {seen.Resurrected:N0}\n");
        text.Append(Invariant, $"\n{"risk band",-14}{"now",10}\n");
        foreach (string band in new[] { "low", "medium", "high" })
        {
            text.Append(Invariant, $"{band,-14}{seen.ByBand.GetValueOrDefault(band),10:N0}\n");
        }

        Triggers(text, seen);
        foreach (string contradiction in seen.Contradictions(state.Stages))
        {
            text.Append(Invariant, $"\nTHE TOPICS CONTRADICT EACH OTHER: {contradiction}\n");
        }

        return text.ToString();
    }

    /// <summary>Where to look next.</summary>
    public static string Next(string bootstrapServers, string triggerTopic, Uri metrics) => $"""
        Look further:
          kcat -b {bootstrapServers} -C -e -q -t {triggerTopic} -f '%k %s\n' | head
          curl -s {metrics} | grep ^engagestream
        """;

    private static void Triggers(StringBuilder text, TallySnapshot seen)
    {
        text.Append(Invariant, $"\n{"campaign",-26}{"channel",-10}{"triggers",10}{"suppressed",12}\n");
        foreach (string campaign in seen.Decisions.Keys.Select(d => d.Campaign).Union(seen.Triggers.Keys.Select(t => t.Campaign))
            .Order(StringComparer.Ordinal))
        {
            ((string Campaign, string Channel) key, long sent) = seen.Triggers.FirstOrDefault(t => t.Key.Campaign == campaign);
            long suppressed = seen.Decisions.Where(d => d.Key.Campaign == campaign && d.Key.Outcome != "sent").Sum(d => d.Value);
            text.Append(Invariant, $"{campaign,-26}{key.Channel ?? "-",-10}{sent,10:N0}{suppressed,12:N0}\n");
        }

        text.Append(Invariant, $"{"total",-36}{seen.TriggerCount,10:N0}{seen.Suppressed,12:N0}\n");
        IEnumerable<string> channels = seen.Triggers.GroupBy(t => t.Key.Channel).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => string.Create(Invariant, $"{g.Key} {g.Sum(t => t.Value):N0}"));
        text.Append(Invariant, $"by channel: {string.Join(", ", channels)}\n");
    }
}
