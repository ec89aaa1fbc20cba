using EngageStream.Domain.Conditions;
using EngageStream.Playbooks.Analysis;
using EngageStream.Playbooks.Diagnostics;
using EngageStream.Playbooks.Expressions;

namespace EngageStream.Playbooks.Compilation;

/// <summary>Compiles names: what is known of a user, traits, and properties of the event at hand.</summary>
internal sealed class NameCompiler(ExpressionContext context)
{
    private const string TraitPrefix = "trait.";
    private const string EventPrefix = "event.";

    private static readonly string[] Bands = ["low", "medium", "high"];

    private static readonly Dictionary<string, Func<ModelTables, TypedValue>> Names = new()
    {
        ["silent"] = _ => TypedValue.Duration(new SilentFor()),
        ["age"] = _ => TypedValue.Duration(new UserAge()),
        ["stage"] = tables => TypedValue.OneOf(new StageName(tables.StageNames), ValueKind.Stage, tables.StageNames),
        ["stage.for"] = _ => TypedValue.Duration(new TimeInStage(), mayBeMissing: true),
        ["band"] = _ => TypedValue.OneOf(new BandName(), ValueKind.Band, Bands),
        ["risk"] = _ =>
            new TypedValue(
                new Risk(), ValueKind.Number, new NumberSet([new Interval(0, true, 1, false)], true), "a number from 0 to below 1"),
        ["active_days"] = _ => TypedValue.Whole(new ActiveDays()),
        ["sessions"] = _ => TypedValue.Whole(new SessionCount()),
        ["session.length"] = _ => TypedValue.Duration(new SessionLength()),
    };

    /// <summary>What rests on the stage or is computed after it, so that no stage can rest on it.</summary>
    private static readonly HashSet<string> NotInStages = ["stage", "stage.for", "band"];

    public static bool IsKnown(string name) => Names.ContainsKey(name);

    public static bool IsField(string name) =>
        name.StartsWith(TraitPrefix, StringComparison.Ordinal) || name.StartsWith(EventPrefix, StringComparison.Ordinal);

    public TypedValue? Compile(NameSyntax name)
    {
        if (name.Name.StartsWith(TraitPrefix, StringComparison.Ordinal))
        {
            return Trait(name, name.Name[TraitPrefix.Length..]);
        }

        if (name.Name.StartsWith(EventPrefix, StringComparison.Ordinal))
        {
            return Property(name, name.Name[EventPrefix.Length..]);
        }

        if (!Names.TryGetValue(name.Name, out Func<ModelTables, TypedValue>? make))
        {
            context.ReportUnknown(name, "name", name.Name, [.. Names.Keys, TraitPrefix + "…", EventPrefix + "…"]);
            return null;
        }

        if (context.Scope.InStage && NotInStages.Contains(name.Name))
        {
            context.Report(name, $"a stage cannot rest on {name.Name}", "windows, silent, age, risk, totals or traits");
            return null;
        }

        return make(context.Tables);
    }

    private TypedValue? Trait(NameSyntax name, string path)
    {
        if (context.Tables.TraitTypes.TryGetValue(path, out FieldType type))
        {
            int slot = context.Tables.Traits.Of(path);
            return type == FieldType.Number
                ? TypedValue.Number(new TraitNumber(name.Name, slot), mayBeMissing: true)
                : TypedValue.Text(new TraitText(name.Name, slot));
        }

        ReportUnknownField(name, "trait", path, TraitPrefix, context.Tables.TraitTypes.Keys, "a trait declared under traits");
        return null;
    }

    private TypedValue? Property(NameSyntax name, string path)
    {
        if (context.Scope.Event is not { } @event)
        {
            context.Report(
                name,
                context.Scope.InStage
                    ? $"a stage cannot rest on {name.Name}"
                    : $"{name.Name} is known only in campaigns that an event enters",
                context.Scope.InStage
                    ? "windows, silent, age, risk, totals or traits"
                    : "enter: { event: … }, or a window such as sum('…', " + path + ", 7d)");
            return null;
        }

        if (@event.Properties.TryGetValue(path, out FieldType type))
        {
            int slot = context.Tables.Properties.Of(path);
            return type == FieldType.Number
                ? TypedValue.Number(new EventNumber(name.Name, slot), mayBeMissing: true)
                : TypedValue.Text(new EventText(name.Name, slot));
        }

        ReportUnknownField(
            name, $"property of {@event.Name}:", path, EventPrefix, @event.Properties.Keys, $"a property declared under {@event.Name}");
        return null;
    }

    private void ReportUnknownField(NameSyntax at, string what, string path, string prefix, IEnumerable<string> declared, string expected)
    {
        List<string> known = declared.ToList();
        if (known.Count > 0)
        {
            context.ReportUnknown(at, what, path, known, n => n == path ? n : prefix + n);
        }
        else
        {
            context.Report(at, $"unknown {what} {path}", expected);
        }
    }
}
