using EngageStream.Domain.Conditions;
using EngageStream.Domain.Lifecycle;
using EngageStream.Domain.Model;
using EngageStream.Domain.State;

namespace EngageStream.Domain.Campaigns;

/// <summary>The values that say why an entry happened, before those of the campaign's <c>where</c>.</summary>
internal static class Reasons
{
    private static readonly SilentFor SilentFor = new();
    private static readonly Risk Risk = new();

    public static void Of(CampaignEntry entry, in EvaluationContext context, List<ExplainedValue> values)
    {
        UserState user = context.User;
        switch (entry)
        {
            case CampaignEntry.OnEvent on:
                values.Add(new ExplainedValue("event", context.Model.Schema.EventNames[on.EventIndex], null));
                break;
            case CampaignEntry.OnStage:
                values.Add(new ExplainedValue("stage", context.Model.Stages[user.Stage].Name, null));
                values.Add(SilentFor.Explain(context));
                break;
            case CampaignEntry.OnRiskBand:
                values.Add(new ExplainedValue("band", user.Band.ToString().ToLowerInvariant(), null));
                values.Add(Risk.Explain(context));
                foreach (Churn.RiskContribution part in context.Model.Churn.Explain(RiskClock.HistoryAt(context.Model, user, context.NowMs)))
                {
                    values.Add(new ExplainedValue("risk: " + part.Name, part.Text, part.Value));
                }

                break;
            case CampaignEntry.OnAbsence on:
                int since = on.AfterIndex < 0 ? on.EventIndex : on.AfterIndex;
                string name = context.Model.Schema.EventNames[since];
                values.Add(new SinceEvent($"since('{name}')", since).Explain(context));
                break;
        }
    }
}
