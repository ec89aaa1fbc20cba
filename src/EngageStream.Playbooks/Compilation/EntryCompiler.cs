using EngageStream.Domain.Churn;
using EngageStream.Domain.Model;
using EngageStream.Playbooks.Analysis;
using EngageStream.Playbooks.Diagnostics;
using EngageStream.Playbooks.Keys;
using EngageStream.Playbooks.Yaml;

namespace EngageStream.Playbooks.Compilation;

/// <summary>What lets someone enter a campaign.</summary>
/// <param name="Entry">For the model.</param>
/// <param name="Rule">In words, with "someone" before it.</param>
/// <param name="Facts">What is certain about whoever enters.</param>
/// <param name="Event">The event at hand, where there is one.</param>
/// <param name="Hint">What to know about those facts.</param>
internal sealed record CompiledEntry(CampaignEntry Entry, string Rule, Formula Facts, DeclaredEvent? Event = null, string Hint = "");

/// <summary>Compiles the key <c>enter</c> of a campaign.</summary>
internal sealed class EntryCompiler(ModelTables tables, ErrorSink errors)
{
    public CompiledEntry? Compile(YamlMap enter)
    {
        int meant = PlaybookKeys.Entry.Tables.Count(t => enter.Find(t.Keys[0].Name) is not null);
        return meant != 1 ? null : OnEvent(enter) ?? OnStage(enter) ?? OnRisk(enter) ?? OnAbsence(enter);
    }

    private CompiledEntry? OnEvent(YamlMap enter) =>
        enter.Scalar("event") is { } scalar && Event(scalar) is { } @event
            ? new CompiledEntry(
                new CampaignEntry.OnEvent(@event.Index),
                $"does {@event.Name}",
                FunctionCompiler.HasHappened(@event),
                @event,
                " (the event at hand is counted already)")
            : null;

    private CompiledEntry? OnStage(YamlMap enter)
    {
        if (enter.Scalar("stage") is not { } to)
        {
            return null;
        }

        int stage = Stage(to);
        var from = new List<int>();
        foreach (YamlScalar name in enter.Items("from").OfType<YamlScalar>().Where(s => !s.IsNull))
        {
            int index = Stage(name);
            if (index >= 0 && index == stage)
            {
                errors.Report(
                    name.Mark,
                    $"nobody enters {name.Text} from {name.Text}",
                    ErrorSink.OneOf(tables.StageNames.Where(n => n != to.Text).ToList()));
            }
            else if (from.Contains(index) && index >= 0)
            {
                errors.Report(name.Mark, $"the stage {name.Text} comes twice");
            }

            from.Add(index);
        }

        if (stage < 0 || from.Contains(-1))
        {
            return null;
        }

        string origin = from.Count == 0 ? "" : " from " + string.Join(" or ", from.Select(f => tables.StageNames[f]));
        var isThere = TextSet.Of([to.Text]);
        return new CompiledEntry(
            new CampaignEntry.OnStage(stage, from), $"enters {to.Text}{origin}", new AtomFormula(
                "stage", isThere, TextSet.Of(tables.StageNames.Where(n => n != to.Text))));
    }

    private static CompiledEntry? OnRisk(YamlMap enter) =>
        enter.Scalar("risk") is { Text: "medium" or "high" } band
            ? new CompiledEntry(
                new CampaignEntry.OnRiskBand(band.Text == "high" ? RiskBand.High : RiskBand.Medium),
                $"rises to {band.Text} risk",
                new AtomFormula("band", TextSet.Of([band.Text]), TextSet.AllBut([band.Text])))
            : null;

    private CompiledEntry? OnAbsence(YamlMap enter)
    {
        if (enter.Scalar("absent") is not { } absent)
        {
            return null;
        }

        DeclaredEvent? @event = Event(absent);
        YamlScalar? afterName = enter.Scalar("after");
        DeclaredEvent? after = afterName is null ? null : Event(afterName);
        if (afterName is not null && after is not null && after == @event)
        {
            errors.Report(
                afterName.Mark,
                $"{after.Name} cannot follow itself",
                "another event, or no key after: it is then counted from its own last occurrence");
        }

        if (@event is null || (afterName is not null && after is null)
            || enter.Scalar("for") is not { } time || !Literals.TryDuration(time.Text, out long length))
        {
            return null;
        }

        string since = after is null ? "" : $" after {after.Name}";
        return new CompiledEntry(
            new CampaignEntry.OnAbsence(@event.Index, after?.Index ?? -1, length),
            $"does no {@event.Name} for {time.Text}{since}",
            after is null ? FunctionCompiler.HasHappened(@event) : FunctionCompiler.HasHappened(after));
    }

    private DeclaredEvent? Event(YamlScalar name)
    {
        if (tables.Events.TryGetValue(name.Text, out DeclaredEvent? @event))
        {
            return @event;
        }

        if (tables.Events.Count == 0)
        {
            errors.Report(name.Mark, $"unknown event {name.Text}", "an event declared under events");
        }
        else
        {
            errors.ReportUnknown(name.Mark, "event", name.Text, tables.Events.Keys.ToList());
        }

        return null;
    }

    private int Stage(YamlScalar name)
    {
        int index = tables.StageNames.ToList().IndexOf(name.Text);
        if (index < 0)
        {
            errors.ReportUnknown(name.Mark, "stage", name.Text, tables.StageNames);
        }

        return index;
    }
}
