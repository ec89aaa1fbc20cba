using System.Globalization;
using EngageStream.Oracle.Hashing;
using EngageStream.Oracle.Input;
using EngageStream.Oracle.Rules;

namespace EngageStream.Oracle.People;

/// <summary>Writes down what the topics must carry, after docs/schemas.</summary>
internal sealed class Bodies(Surroundings surroundings, string user, int partition)
{
    private readonly Playbook _playbook = surroundings.Playbook;

    public ExpectedOutput Transition(string? from, string to, long sinceMs, long atMs, Cause cause)
    {
        string id = OutputId.OfTransition(user, from, to, atMs);
        bool resurrected = from is not null && _playbook.Away.Contains(from) && !_playbook.Away.Contains(to);
        return Output("transition", surroundings.Topics.Transitions, id, atMs, cause, new()
        {
            ["id"] = id,
            ["user"] = user,
            ["from"] = from,
            ["to"] = to,
            ["since"] = Instants.Write(sinceMs),
            ["at"] = Instants.Write(atMs),
            ["resurrected"] = resurrected ? "true" : "false",
        });
    }

    /// <summary>A decision and, where it is to send, before it the trigger.</summary>
    public IEnumerable<ExpectedOutput> Decision(
        Campaign campaign, Moment moment, string id, int band, string outcome, string? detail, Dictionary<string, string> variables, Cause cause)
    {
        Dictionary<string, string?> Common() => new()
        {
            ["id"] = id,
            ["user"] = user,
            ["campaign"] = campaign.Name,
            ["channel"] = campaign.Channel,
            ["template"] = campaign.Template,
            ["at"] = Instants.Write(moment.NowMs),
            ["stage"] = moment.Stage,
            ["risk"] = Number(moment.Person.Risk(moment.NowMs) ?? 0),
            ["band"] = Churn.NameOf(band),
        };

        if (outcome == "sent")
        {
            Dictionary<string, string?> trigger = Common();
            foreach ((string name, string value) in variables)
            {
                trigger["variables." + name] = value;
            }

            yield return Output("trigger", surroundings.Topics.Triggers(campaign.Channel), id, moment.NowMs, cause, trigger);
        }

        Dictionary<string, string?> decision = Common();
        decision["outcome"] = outcome;
        decision["detail"] = detail;
        yield return Output("decision", surroundings.Topics.Decisions, id, moment.NowMs, cause, decision);
    }

    public ExpectedOutput Profile(Person person, string stage, long stageSinceMs, int band, long bandSinceMs, long atMs, Cause cause)
    {
        Dictionary<string, string?> fields = new()
        {
            ["user"] = user,
            ["as_of"] = Instants.Write(atMs),
            ["stage"] = stage,
            ["stage_since"] = Instants.Write(stageSinceMs),
            ["risk"] = person.Risk(atMs) is double risk ? Number(risk) : null,
            ["band"] = Churn.NameOf(band),
            ["band_since"] = Instants.Write(bandSinceMs),
            ["first_seen"] = Instants.Write(person.FirstSeenMs),
            ["last_activity"] = Instants.Write(person.LastActivityMs),
            ["active_days"] = Number(person.ActiveDays),
            ["sessions"] = Number(person.Sessions),
            ["events"] = Number(person.Events),
        };
        foreach (string name in _playbook.Events.Where(name => person.Total(name) > 0))
        {
            fields[$"totals.{name}.count"] = Number(person.Total(name));
            fields[$"totals.{name}.last"] = Instants.Write(person.Last(name));
        }

        foreach ((string name, object value) in person.Traits)
        {
            fields["traits." + name] = value is double number ? Number(number) : (string)value;
        }

        return Output("profile", surroundings.Topics.Profiles, OutputId.OfProfile(user, atMs, person.Events), atMs, cause, fields);
    }

    private ExpectedOutput Output(
        string type, string topic, string id, long atMs, Cause cause, Dictionary<string, string?> fields)
    {
        // A profile says how a person is, not why.
        if (type != "profile")
        {
            fields["cause.kind"] = cause.Event is null ? "silence" : "event";
            if (cause.Event?.Name is { } name && _playbook.Events.Contains(name))
            {
                fields["cause.event"] = name;
            }
        }

        return new ExpectedOutput
        {
            Topic = topic,
            Type = $"engagestream.{type}.v1",
            User = user,
            Id = id,
            AtMs = atMs,
            Partition = partition,
            FromOffset = cause.FromOffset,
            ToOffset = cause.ToOffset,
            Fields = fields,
        };
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
