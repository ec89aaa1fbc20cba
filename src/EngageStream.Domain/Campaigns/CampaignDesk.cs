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
    private readonly List<ExplainedValue> _values = [];

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
        KeyValuePair<string, string>[] variables = [];
        if (outcome == DecisionOutcome.Sent && MissingVariable(context, campaign, out variables) is { } missing)
        {
            (outcome, detail) = (DecisionOutcome.SuppressedMissingVariable, missing);
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

    private static string? MissingVariable(
        in EvaluationContext context, Campaign campaign, out KeyValuePair<string, string>[] variables)
    {
        IReadOnlyList<Variable> wanted = campaign.Variables;
        variables = wanted.Count == 0 ? [] : new KeyValuePair<string, string>[wanted.Count];
        for (int i = 0; i < variables.Length; i++)
        {
            string? value = wanted[i].Value.Format(context) ?? wanted[i].Fallback;
            if (value is null)
            {
                variables = [];
                return wanted[i].Name;
            }

            variables[i] = new KeyValuePair<string, string>(wanted[i].Name, value);
        }

        return null;
    }

    private DecisionEffect Decision(
        in Step step, Campaign campaign, EntryName entry, DecisionOutcome outcome, string? detail, KeyValuePair<string, string>[] variables)
    {
        EvaluationContext context = step.Context;
        UserState user = context.User;
        double risk = user.ActiveDays == 0 ? 0 : RiskClock.RiskAt(model, user, context.NowMs);
        _values.Clear();
        Reasons.Of(campaign.Entry, context, _values);
        campaign.Where?.Explain(context, _values);
        string id = DeterministicId.Of(user.Id, campaign.Name, "send", entry);
        return new DecisionEffect(
            campaign, id, context.NowMs, outcome, detail, step.Cause, user.Stage, risk, user.Band, variables, _values.ToArray());
    }
}
