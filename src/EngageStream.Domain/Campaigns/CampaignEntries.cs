using EngageStream.Domain.Actors;
using EngageStream.Domain.Effects;
using EngageStream.Domain.Events;
using EngageStream.Domain.Model;
using EngageStream.Domain.State;
using EngageStream.Domain.Time;

namespace EngageStream.Domain.Campaigns;

/// <summary>Lets users into campaigns: by event, stage transition, risk band, or absence of an event.</summary>
public sealed class CampaignEntries
{
    private readonly CampaignDesk _desk;
    private readonly List<int>[] _byEvent;
    private readonly List<int>[] _absencesStartedBy;
    private readonly List<int>[] _absencesEndedBy;
    private readonly List<int>[] _byStage;
    private readonly List<int>[] _byBand;
    private readonly IReadOnlyList<Campaign> _campaigns;

    /// <param name="model">The playbook at work.</param>
    public CampaignEntries(EngagementModel model)
    {
        _desk = new CampaignDesk(model);
        _campaigns = model.Campaigns;
        _byEvent = Lists(model.Events.Count);
        _absencesStartedBy = Lists(model.Events.Count);
        _absencesEndedBy = Lists(model.Events.Count);
        _byStage = Lists(model.Stages.Count);
        _byBand = Lists(3);
        for (int i = 0; i < _campaigns.Count; i++)
        {
            Index(i, _campaigns[i].Entry);
        }
    }

    /// <summary>Enters campaigns that wait for the event, and starts or ends awaited absences.</summary>
    public void OnEvent(in Step step, EffectBuffer effects)
    {
        InputEvent e = step.Context.Event!;
        if (e.EventIndex == EventSchema.Unlisted)
        {
            return;
        }

        foreach (int campaign in _absencesEndedBy[e.EventIndex])
        {
            ForgetAbsence(step.Context.User, campaign);
        }

        foreach (int campaign in _absencesStartedBy[e.EventIndex])
        {
            AwaitAbsence(step.Context.User, campaign, e);
        }

        foreach (int campaign in _byEvent[e.EventIndex])
        {
            _desk.Enter(step, campaign, EntryOf(step), effects);
        }
    }

    /// <summary>Enters campaigns whose awaited absence is complete.</summary>
    public void OnAbsence(in Step step, EffectBuffer effects)
    {
        SlotList<CampaignMemory> memories = step.Context.User.Campaigns;
        for (int i = 0; i < memories.Count; i++)
        {
            CampaignMemory memory = memories.Items[i];
            if (memory.DueMs != 0 && memory.DueMs <= step.Context.NowMs)
            {
                memories.Items[i] = memory with { DueMs = 0, EntryHash = 0 };
                _desk.Enter(step, memory.Index, EntryOf(step), effects);
            }
        }
    }

    /// <summary>Enters campaigns that wait for a stage.</summary>
    public void OnStage(in Step step, TransitionEffect transition, EffectBuffer effects)
    {
        foreach (int campaign in _byStage[transition.To])
        {
            var entry = (CampaignEntry.OnStage)_campaigns[campaign].Entry;
            if (entry.From.Count == 0 || entry.From.Contains(transition.From))
            {
                _desk.Enter(step, campaign, EntryOf(step), effects);
            }
        }
    }

    /// <summary>Enters campaigns that wait for the band into which the risk has risen.</summary>
    public void OnRiskBand(in Step step, EffectBuffer effects)
    {
        foreach (int campaign in _byBand[(int)step.Context.User.Band])
        {
            _desk.Enter(step, campaign, EntryOf(step), effects);
        }
    }

    /// <summary>When the next awaited absence is complete; <see cref="Durations.Never"/> if none is awaited.</summary>
    public static long DueMs(UserState user)
    {
        long due = Durations.Never;
        foreach (CampaignMemory memory in user.Campaigns.Items)
        {
            due = memory.DueMs != 0 && memory.DueMs < due ? memory.DueMs : due;
        }

        return due;
    }

    // D9: an entry is named by the event's message, or by the timer's due instant.
    private static EntryName EntryOf(in Step step) =>
        step.Context.Event is { } e ? EntryName.OfMessage(e.MessageHash) : EntryName.OfDue(step.Context.NowMs);

    private void AwaitAbsence(UserState user, int campaign, InputEvent e)
    {
        var entry = (CampaignEntry.OnAbsence)_campaigns[campaign].Entry;
        CampaignMemory memory = user.Campaigns.Get(campaign);
        bool followsItself = entry.AfterIndex < 0 || entry.AfterIndex == entry.EventIndex;
        long from = followsItself ? user.Totals.Get(entry.EventIndex).LastMs : e.TimestampMs;

        // A late starter may have been answered already; a second one while the first is unanswered changes nothing.
        bool answered = !followsItself && user.Totals.Get(entry.EventIndex).LastMs >= e.TimestampMs;
        if (!answered && memory.DueMs == 0)
        {
            user.Campaigns.Set(memory with { Index = campaign, DueMs = Durations.Add(from, entry.ForMs), EntryHash = e.MessageHash });
        }
    }

    private static void ForgetAbsence(UserState user, int campaign)
    {
        CampaignMemory memory = user.Campaigns.Get(campaign);
        if (memory.DueMs != 0)
        {
            user.Campaigns.Set(memory with { DueMs = 0, EntryHash = 0 });
        }
    }

    private void Index(int campaign, CampaignEntry entry)
    {
        switch (entry)
        {
            case CampaignEntry.OnEvent on:
                _byEvent[on.EventIndex].Add(campaign);
                break;
            case CampaignEntry.OnStage on:
                _byStage[on.To].Add(campaign);
                break;
            case CampaignEntry.OnRiskBand on:
                _byBand[(int)on.Band].Add(campaign);
                break;
            case CampaignEntry.OnAbsence on:
                _absencesEndedBy[on.EventIndex].Add(campaign);
                _absencesStartedBy[on.AfterIndex < 0 ? on.EventIndex : on.AfterIndex].Add(campaign);
                break;
        }
    }

    private static List<int>[] Lists(int count) => Enumerable.Range(0, count).Select(_ => new List<int>()).ToArray();
}
