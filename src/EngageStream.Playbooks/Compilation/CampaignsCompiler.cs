using EngageStream.Domain.Model;
using EngageStream.Playbooks.Analysis;
using EngageStream.Playbooks.Diagnostics;
using EngageStream.Playbooks.Keys;
using EngageStream.Playbooks.Yaml;

namespace EngageStream.Playbooks.Compilation;

/// <summary>Compiles the campaigns.</summary>
internal sealed class CampaignsCompiler(YamlMap playbook, ModelTables tables, ErrorSink errors)
{
    public IReadOnlyList<Campaign> Compile()
    {
        List<YamlMap> maps = playbook.Find("campaigns")?.Value is YamlList list ? list.Items.OfType<YamlMap>().ToList() : [];
        Uniqueness.Check(maps, "campaign", errors);
        return [.. maps.Select(Compile).OfType<Campaign>()];
    }

    private Campaign? Compile(YamlMap campaign)
    {
        CompiledEntry? entry = campaign.Map("enter") is { } enter ? new EntryCompiler(tables, errors).Compile(enter) : null;

        // Without an entry, what follows is read as if the entry were an event that declares nothing: errors of its own still show.
        var scope = new Scope(false, entry?.Event);
        CompiledCondition? where = Where(campaign, entry, scope);
        IReadOnlyList<Variable> variables = Variables(campaign.Map("send")?.Map("variables"), scope);
        if (entry is null || campaign.Scalar("name") is not { } name || campaign.Map("send") is not { } send)
        {
            return null;
        }

        string rule = campaign.Scalar("where") is { } condition ? $"{entry.Rule} where {Collapse(condition.Text)}" : entry.Rule;
        return new Campaign
        {
            Name = name.Text,
            Entry = entry.Entry,
            Rule = rule,
            Where = where?.Condition,
            Channel = send.Scalar("channel")?.Text ?? "",
            Template = send.Scalar("template")?.Text ?? "",
            Variables = variables,
            CooldownMs = campaign.Scalar("cooldown") is { } cooldown && Literals.TryDuration(cooldown.Text, out long length) ? length : 0,
        };
    }

    private CompiledCondition? Where(YamlMap campaign, CompiledEntry? entry, Scope scope)
    {
        if (campaign.Scalar("where") is not { } scalar || ConditionCompiler.Compile(scalar, scope, tables, errors) is not { } where)
        {
            return null;
        }

        if (scalar.Text.Trim() != "true" && Satisfiability.AlwaysHolds(where.Formula))
        {
            errors.Report(scalar.MarkAt(0), $"{Collapse(scalar.Text)} always holds", "no key where, or a condition that can fail");
        }
        else if (entry is not null && !Satisfiability.CanHold(Formula.All(entry.Facts, where.Formula)))
        {
            errors.Report(scalar.MarkAt(0), $"{Collapse(scalar.Text)} can never hold when someone {entry.Rule}{entry.Hint}");
        }

        return where;
    }

    private List<Variable> Variables(YamlMap? map, Scope scope)
    {
        var variables = new List<Variable>();
        foreach (YamlEntry entry in map?.Entries ?? [])
        {
            if (entry.Value is YamlScalar { IsNull: false } scalar
                && VariableCompiler.Compile(entry.Key.Text, scalar, scope, tables, errors) is { } variable)
            {
                variables.Add(variable);
            }
        }

        return variables;
    }

    private static string Collapse(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
