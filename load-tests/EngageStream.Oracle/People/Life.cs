using EngageStream.Oracle.Hashing;
using EngageStream.Oracle.Input;
using EngageStream.Oracle.Rules;

namespace EngageStream.Oracle.People;

/// <summary>
/// One person's way through a playbook. Time passes by <see cref="Fire"/>, events come by <see cref="Receive"/>; whoever leads
/// it has to let pass what is due before an event.
/// </summary>
internal sealed class Life
{
    private readonly Surroundings _surroundings;
    private readonly Bodies _bodies;
    private readonly Person _person;
    private readonly Dictionary<string, long> _absences = [];
    private readonly Dictionary<string, long> _lastSent = [];
    private readonly string _user;
    private string? _stage;
    private long _stageSinceMs;
    private int _band;
    private long _bandSinceMs;
    private long _nowMs;

    public Life(Surroundings surroundings, string user, int partition)
    {
        _surroundings = surroundings;
        _bodies = new Bodies(surroundings, user, partition);
        _person = new Person(surroundings.Playbook, surroundings.Days);
        _user = user;
    }

    /// <summary>A copy that goes its own way.</summary>
    public Life(Life other)
    {
        _surroundings = other._surroundings;
        _bodies = other._bodies;
        _person = new Person(other._person);
        _absences = new Dictionary<string, long>(other._absences);
        _lastSent = new Dictionary<string, long>(other._lastSent);
        _user = other._user;
        (_stage, _stageSinceMs, _band, _bandSinceMs, _nowMs) = (other._stage, other._stageSinceMs, other._band, other._bandSinceMs, other._nowMs);
    }

    /// <summary>Two lives of a person with the same events and signature go on in the same way.</summary>
    public string Signature => string.Join('|',
        [
            $"{_stage} {_stageSinceMs} {_band} {_bandSinceMs} {_person.Events}",
            .. _absences.OrderBy(a => a.Key).Select(a => a.ToString()),
            .. _lastSent.OrderBy(s => s.Key).Select(s => s.ToString()),
        ]);

    private Playbook Playbook => _surroundings.Playbook;

    /// <summary>The next instant, up to a limit, at which silence alone may change something.</summary>
    public long? NextDue(long limitMs)
    {
        if (_stage is null)
        {
            return null;
        }

        IEnumerable<long> absences = _absences.Values.Select(due => Math.Max(due, _nowMs + 1)).Where(due => due <= limitMs);
        return _person.Changes(_band, _nowMs, limitMs).Concat(absences).Select(due => (long?)due).Min();
    }

    /// <summary>Lets time pass to a due instant (D6: everything is as of that instant).</summary>
    public void Fire(long dueMs, Cause silence, List<ExpectedOutput> outputs)
    {
        _nowMs = dueMs;
        int bandBefore = _band;
        bool bandMoved = UpdateBand();
        (string? from, bool moved) = UpdateStage(silence, outputs);
        foreach (Campaign campaign in Playbook.Campaigns)
        {
            if (_absences.TryGetValue(campaign.Name, out long due) && due <= _nowMs)
            {
                _absences.Remove(campaign.Name);
                Enter(campaign, silence, outputs);
            }
        }

        FollowUp(from, moved, bandBefore, silence, outputs);
        PublishIf(bandMoved || moved, silence, outputs);
    }

    /// <summary>Takes an event at a shard clock.</summary>
    public void Receive(InputEvent e, long clockMs, List<ExpectedOutput> outputs)
    {
        _nowMs = Math.Max(_nowMs, clockMs);
        if (_person.IsDuplicate(e, _nowMs))
        {
            return;
        }

        var cause = Cause.Of(e);
        (bool newActiveDay, bool traitsChanged) = _person.Add(e, _nowMs);
        int bandBefore = _band;
        bool bandMoved = newActiveDay && UpdateBand();
        (string? from, bool moved) = UpdateStage(cause, outputs);
        StartAndEndAbsences(e);
        foreach (Campaign campaign in Playbook.Campaigns.Where(c => c.Entry is Entry.OnEvent on && on.Name == e.Name))
        {
            Enter(campaign, cause, outputs);
        }

        FollowUp(from, moved, bandBefore, cause, outputs);
        PublishIf(traitsChanged || bandMoved || moved, cause, outputs);
    }

    private bool UpdateBand()
    {
        if (_person.Risk(_nowMs) is not double risk || (Playbook.Churn.BandOf(risk) == _band && _bandSinceMs != 0))
        {
            return false;
        }

        (_band, _bandSinceMs) = (Playbook.Churn.BandOf(risk), _nowMs);
        return true;
    }

    private (string? From, bool Moved) UpdateStage(Cause cause, List<ExpectedOutput> outputs)
    {
        (string? from, string to) = (_stage, Playbook.StageOf(_person, _nowMs));
        if (from == to)
        {
            return (from, false);
        }

        outputs.Add(_bodies.Transition(from, to, _stageSinceMs, _nowMs, cause));
        (_stage, _stageSinceMs) = (to, _nowMs);
        return (from, true);
    }

    // The awaited event ends an absence. What starts one does so only where none is awaited, and where it was not answered already
    // by an event that happened later and came earlier.
    private void StartAndEndAbsences(InputEvent e)
    {
        foreach ((string campaign, Entry.OnAbsence absence) in Playbook.Campaigns
            .Where(c => c.Entry is Entry.OnAbsence).Select(c => (c.Name, (Entry.OnAbsence)c.Entry)))
        {
            if (e.Name == absence.Name)
            {
                _absences.Remove(campaign);
            }

            if (e.Name is null || e.Name != (absence.After ?? absence.Name) || _absences.ContainsKey(campaign))
            {
                continue;
            }

            if (absence.After is null)
            {
                _absences[campaign] = _person.Last(absence.Name) + absence.ForMs;
            }
            else if (_person.Last(absence.Name) < e.TimeMs)
            {
                _absences[campaign] = e.TimeMs + absence.ForMs;
            }
        }
    }

    private void FollowUp(string? from, bool moved, int bandBefore, Cause cause, List<ExpectedOutput> outputs)
    {
        foreach (Campaign campaign in Playbook.Campaigns)
        {
            if (moved && campaign.Entry is Entry.OnStage stage && stage.To == _stage && (stage.From.Length == 0 || stage.From.Contains(from)))
            {
                Enter(campaign, cause, outputs);
            }
        }

        foreach (Campaign campaign in Playbook.Campaigns)
        {
            if (_band > bandBefore && campaign.Entry is Entry.OnBand band && band.Band == _band)
            {
                Enter(campaign, cause, outputs);
            }
        }
    }

    private void Enter(Campaign campaign, Cause cause, List<ExpectedOutput> outputs)
    {
        var moment = new Moment(_person, _stage!, cause.Event, _nowMs);
        if (!campaign.Where(moment))
        {
            return;
        }

        string id = OutputId.OfDecision(
            _user, campaign.Name, cause.Event is { } e ? OutputId.EntryBy(e.Hash) : OutputId.EntryBy(_nowMs));
        var values = campaign.Variables.Select(v => (v.Name, Value: v.Value(moment))).ToList();
        long rest = _lastSent.TryGetValue(campaign.Name, out long sent) ? campaign.CooldownMs - (_nowMs - sent) : 0;
        (string outcome, string? detail) =
            _surroundings.IsStale(id, _nowMs) ? ("suppressed_stale", null)
            : rest > 0 ? ("suppressed_cooldown", Words.Duration(rest))
            : values.Find(v => v.Value is null).Name is { } missing ? ("suppressed_missing_variable", missing)
            : ("sent", null);
        if (outcome == "sent")
        {
            _lastSent[campaign.Name] = _nowMs;
        }

        Dictionary<string, string> variables = outcome == "sent" ? values.ToDictionary(v => v.Name, v => v.Value!) : [];
        outputs.AddRange(_bodies.Decision(campaign, moment, id, _band, outcome, detail, variables, cause));
    }

    private void PublishIf(bool changed, Cause cause, List<ExpectedOutput> outputs)
    {
        if (changed)
        {
            outputs.Add(_bodies.Profile(_person, _stage!, _stageSinceMs, _band, _bandSinceMs, _nowMs, cause));
        }
    }
}
