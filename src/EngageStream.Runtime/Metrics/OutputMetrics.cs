using System.Diagnostics.Metrics;
using EngageStream.Domain.Effects;
using EngageStream.Domain.Model;
using EngageStream.Runtime.Outputs;
using static EngageStream.Runtime.Metrics.StreamInstruments;

namespace EngageStream.Runtime.Metrics;

/// <summary>What goes out, and what does not.</summary>
internal static class OutputMetrics
{
    private static readonly DecisionOutcome[] Suppressions =
        [.. Enum.GetValues<DecisionOutcome>().Where(outcome => outcome != DecisionOutcome.Sent)];

    public static void AddTo(StreamInstruments instruments, EngagementModel model)
    {
        instruments.Counter("engagestream.profiles", "{profile}", "Profiles published", counters => counters.Profiles);
        instruments.Counters("engagestream.transitions", "{transition}", "Stage transitions",
            () => instruments.Sum(counters => counters.Transitions.All).Select(pair => Measure(pair.Value,
                ("from", OutputNames.OfStage(model, pair.Key.From) ?? "none"),
                ("to", OutputNames.OfStage(model, pair.Key.To) ?? "none"),
                ("resurrected", pair.Key.Resurrected ? "true" : "false"))));
        instruments.Counters("engagestream.decisions", "{decision}", "Campaign decisions, triggers and suppressions together",
            () => instruments.Sum(counters => counters.Decisions.All)
                .GroupBy(pair => (pair.Key.Campaign, pair.Key.Outcome), pair => pair.Value)
                .Select(group => Measure(group.Sum(), ("campaign", group.Key.Campaign), ("outcome", OutputNames.Of(group.Key.Outcome)))));

        // Campaigns that have not decided yet are shown with 0, so that rates and alerts see their first message.
        instruments.Counters("engagestream.triggers", "{trigger}", "Messages triggered",
            () => ByCampaign(instruments, model, [DecisionOutcome.Sent])
            .Select(decisions => Measure(decisions.Count, ("campaign", decisions.Campaign.Name), ("channel", decisions.Campaign.Channel))));
        instruments.Counters("engagestream.suppressions", "{decision}", "Messages not triggered, by reason",
            () => ByCampaign(instruments, model, Suppressions).Select(decisions => Measure(decisions.Count,
                ("campaign", decisions.Campaign.Name), ("channel", decisions.Campaign.Channel),
                ("reason", OutputNames.ReasonOf(decisions.Outcome)))));
    }

    private static IEnumerable<(Campaign Campaign, DecisionOutcome Outcome, long Count)> ByCampaign(
        StreamInstruments instruments, EngagementModel model, DecisionOutcome[] outcomes)
    {
        Dictionary<(string Campaign, string Channel, DecisionOutcome Outcome), long> counts =
            instruments.Sum(counters => counters.Decisions.All);
        return model.Campaigns.SelectMany(campaign => outcomes.Select(outcome =>
            (campaign, outcome, counts.GetValueOrDefault((campaign.Name, campaign.Channel, outcome)))));
    }
}
