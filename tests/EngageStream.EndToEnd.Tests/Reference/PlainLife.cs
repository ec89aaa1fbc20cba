namespace EngageStream.EndToEnd.Tests.Reference;

/// <summary>
/// One person's way through the starter playbook, instant by instant: at every event, and at every instant at which the
/// passing of time could change something, the stage is worked out from the raw events.
/// </summary>
internal sealed class PlainLife(string user, ChurnNumbers churn, PlainOutcome outcome)
{
    private readonly PlainPerson _person = new(new LocalDays(StarterPlaybook.Zone), churn);
    private readonly SortedSet<DateTimeOffset> _instants = [];
    private readonly Dictionary<string, DateTimeOffset> _absences = [];
    private readonly Dictionary<string, DateTimeOffset> _lastSent = [];
    private DateTimeOffset _now = DateTimeOffset.MinValue;
    private string? _stage;
    private int _band;

    /// <summary>Lives through the events, which must be in order, and on until the end.</summary>
    public void Live(IEnumerable<PlainEvent> events, DateTimeOffset end)
    {
        foreach (PlainEvent e in events)
        {
            LetTimePass(e.Time);
            Happen(e);
        }

        LetTimePass(end);
        outcome.Profiles.Add(new PlainProfile(user, _stage!, _band));
    }

    private void LetTimePass(DateTimeOffset until)
    {
        while (_stage is not null && NextInstant(until) is { } next)
        {
            _now = next;
            PassInstant();
        }

        _now = until;
    }

    private DateTimeOffset? NextInstant(DateTimeOffset until)
    {
        _instants.RemoveWhere(instant => instant <= _now);
        IEnumerable<DateTimeOffset> candidates = _instants.Take(1).Concat(_absences.Values);
        if (_band < 2 && _person.RiskReaches(_band == 0 ? ChurnNumbers.Medium : ChurnNumbers.High, _now, until) is { } crossing)
        {
            candidates = candidates.Append(crossing);
        }

        DateTimeOffset next = candidates.Append(DateTimeOffset.MaxValue).Min();
        return next <= until ? next : null;
    }

    private void PassInstant()
    {
        int bandBefore = _band;
        UpdateBand();
        string? from = UpdateStage(null, out bool moved);
        foreach (PlainCampaign campaign in StarterPlaybook.Campaigns)
        {
            if (_absences.TryGetValue(campaign.Name, out DateTimeOffset due) && due <= _now)
            {
                _absences.Remove(campaign.Name);
                Enter(campaign, null);
            }
        }

        FollowUp(from, moved, bandBefore, null);
    }

    private void Happen(PlainEvent e)
    {
        int bandBefore = _band;
        if (_person.Add(e))
        {
            UpdateBand();
        }

        if (e.IsActivity)
        {
            _instants.UnionWith(StarterPlaybook.StageWindows.Select(window => window.LeavesAt(e.Time, _person.Days)));
        }

        _instants.UnionWith(StarterPlaybook.Silences.Select(silence => e.Time + silence));
        string? from = UpdateStage(e, out bool moved);
        foreach (PlainCampaign campaign in StarterPlaybook.Campaigns)
        {
            StartOrEndAbsence(campaign, e);
            if (campaign.Entry is PlainEntry.OnEvent on && on.Name == e.Name)
            {
                Enter(campaign, e);
            }
        }

        FollowUp(from, moved, bandBefore, e);
    }

    private void UpdateBand() => _band = _person.Risk(_now) is { } risk ? ChurnNumbers.BandOf(risk) : _band;

    private string? UpdateStage(PlainEvent? e, out bool moved)
    {
        (string? from, string to) = (_stage, StarterPlaybook.StageOf(_person, _now));
        moved = from != to;
        if (moved)
        {
            bool resurrected = from is not null && StarterPlaybook.Away.Contains(from) && !StarterPlaybook.Away.Contains(to);
            string cause = e is null ? PlainTransition.Silence : e.Name ?? PlainTransition.Unnamed;
            outcome.Transitions.Add(new PlainTransition(user, from, to, _now, cause, resurrected));
            _stage = to;
        }

        return from;
    }

    private void StartOrEndAbsence(PlainCampaign campaign, PlainEvent e)
    {
        if (campaign.Entry is not PlainEntry.OnAbsence absence)
        {
            return;
        }

        if (e.Name == absence.Name)
        {
            _absences.Remove(campaign.Name);
        }

        if (e.Name == (absence.After ?? absence.Name))
        {
            _absences.TryAdd(campaign.Name, e.Time + absence.For);
        }
    }

    private void FollowUp(string? from, bool moved, int bandBefore, PlainEvent? e)
    {
        foreach (PlainCampaign campaign in StarterPlaybook.Campaigns)
        {
            bool enters = campaign.Entry switch
            {
                PlainEntry.OnStage on => moved && on.To == _stage && (on.From.Length == 0 || on.From.Contains(from)),
                PlainEntry.OnBand on => _band > bandBefore && on.Band == _band,
                _ => false,
            };
            if (enters)
            {
                Enter(campaign, e);
            }
        }
    }

    private void Enter(PlainCampaign campaign, PlainEvent? e)
    {
        var moment = new Moment(_person, _stage!, e, _now);
        if (!campaign.Where(moment))
        {
            return;
        }

        bool resting = _lastSent.TryGetValue(campaign.Name, out DateTimeOffset sent) && _now - sent < campaign.Cooldown;
        string result = resting ? PlainDecision.Cooldown
            : campaign.LacksVariable(moment) ? PlainDecision.MissingVariable
            : PlainDecision.Sent;
        if (result == PlainDecision.Sent)
        {
            _lastSent[campaign.Name] = _now;
        }

        outcome.Decisions.Add(new PlainDecision(user, campaign.Name, _now, result));
    }
}
