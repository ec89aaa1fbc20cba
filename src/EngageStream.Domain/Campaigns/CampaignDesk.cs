using EngageStream.Domain.Actors;
using EngageStream.Domain.Conditions;
using EngageStream.Domain.Effects;
using EngageStream.Domain.Lifecycle;
using EngageStream.Domain.Model;
using EngageStream.Domain.State;

namespace EngageStream.Domain.Campaigns;

/// <summary>Decides on an entry: sends, or suppresses with the reason. An entry whose <c>where</c> fails is no entry.</summary>
public sealed class CampaignDesk(EngagementModel model)
{
    /// <summary>Decides on one entry and records the decision.</summary>
    public void Enter(in Step step, int index, EntryName entry, EffectBuffer effects)
    {
        Campaign campaign = model.Campaigns[index];
        EvaluationContext context = step.Context;
        if (campaign.Where is { } where && !where.Holds(context))
        {
            return;
        }

        CampaignMemory memory = context.User.Campaigns.Get(index);
        (DecisionOutcome outcome, string? detail) = Judge(step, campaign, memory);
        var variables = new List<KeyValuePair<string, string>>(campaign.Variables.Count);
        if (outcome == DecisionOutcome.Sent && MissingVariable(context, campaign, variables) is { } missing)
        {
            (outcome, detail) = (DecisionOutcome.SuppressedMissingVariable, missing);
            variables.Clear();
        }

        if (outcome == DecisionOutcome.Sent)
        {
            context.User.Campaigns.Set(memory with { Index = index, LastSentMs = context.NowMs });
        }

        effects.Decisions.Add(Decision(step, campaign, entry, outcome, detail, variables));
    }

    private (DecisionOutcome Outcome, string? Detail) Judge(in Step step, Campaign campaign, CampaignMemory memory)
    {
        long now = step.Context.NowMs;
        if (step.SendMs - now > model.MaxLatenessMs)
        {
            return (DecisionOutcome.SuppressedStale, ValueText.Duration(step.SendMs - now));
        }

        long sinceSent = now - memory.LastSentMs;
        return memory.LastSentMs != 0 && sinceSent < campaign.CooldownMs
            ? (DecisionOutcome.SuppressedCooldown, ValueText.Duration(campaign.CooldownMs - sinceSent))
            : (DecisionOutcome.Sent, null);
    }

    private static string? MissingVariable(in EvaluationContext context, Campaign campaign, List<KeyValuePair<string, string>> variables)
    {
        foreach (Variable variable in campaign.Variables)
        {
            string? value = variable.Value.Format(context) ?? variable.Fallback;
            if (value is null)
            {
                return variable.Name;
            }

            variables.Add(new KeyValuePair<string, string>(variable.Name, value));
        }

        return null;
    }

    private DecisionEffect Decision(
        in Step step, Campaign campaign, EntryName entry, DecisionOutcome outcome, string? detail, List<KeyValuePair<string, string>> variables)
    {
        EvaluationContext context = step.Context;
        UserState user = context.User;
        double risk = user.ActiveDays == 0 ? 0 : RiskClock.RiskAt(model, user, context.NowMs);
        var values = new List<ExplainedValue>();
        Reasons.Of(campaign.Entry, context, values);
        campaign.Where?.Explain(context, values);
        string id = DeterministicId.Of(user.Id, campaign.Name, "send", entry.Value);
        return new DecisionEffect(
            campaign, id, context.NowMs, outcome, detail, step.Cause, user.Stage, risk, user.Band, variables, values);
    }
}
