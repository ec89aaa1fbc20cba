using EngageStream.Domain.Conditions;
using EngageStream.Domain.Time;
using EngageStream.Domain.Windows;
using EngageStream.Playbooks.Analysis;
using EngageStream.Playbooks.Expressions;
using EngageStream.Playbooks.Keys;

namespace EngageStream.Playbooks.Compilation;

/// <summary>Compiles calls: <c>count</c>, <c>sum</c>, <c>days</c>, <c>total</c>, <c>since</c> to values, <c>ever</c>, <c>has</c> to
/// conditions.</summary>
internal sealed class FunctionCompiler(ExpressionContext context, NameCompiler names)
{
    private static readonly Dictionary<string, string> Usages = new()
    {
        ["count"] = "count('Event', window)",
        ["sum"] = "sum('Event', property, window)",
        ["days"] = "days(window) or days('Event', window)",
        ["total"] = "total('Event')",
        ["since"] = "since('Event')",
        ["ever"] = "ever('Event')",
        ["has"] = "has(trait.name) or has(event.name)",
    };

    public static bool IsCondition(CallSyntax call) => call.Name is "ever" or "has";

    public TypedValue? Value(CallSyntax call)
    {
        IReadOnlyList<Syntax> arguments = call.Arguments;
        switch (call.Name)
        {
            case "count" when Takes(call, 2):
                return Count(Event(arguments[0]), Window(arguments[1]));
            case "sum" when Takes(call, 3):
                DeclaredEvent? summed = Event(arguments[0]);
                return Sum(summed, Property(summed, arguments[1]), Window(arguments[2]));
            case "days" when call.Arguments.Count == 1:
                return Days(Window(arguments[0]));
            case "days" when Takes(call, 2):
                return Days(Event(arguments[0]), Window(arguments[1]));
            case "total" when Takes(call, 1):
                return Event(arguments[0]) is { } counted
                    ? TypedValue.Whole(new LifetimeCount($"total('{counted.Name}')", counted.Index))
                    : null;
            case "since" when Takes(call, 1):
                return Event(arguments[0]) is { } last
                    ? TypedValue.Duration(new SinceEvent($"since('{last.Name}')", last.Index), mayBeMissing: true)
                    : null;
            case "ever" or "has":
                context.Report(call, $"{context.Written(call)} is a condition, not a value", "a value such as risk or count('Event', 30d)");
                return null;
        }

        if (!Usages.ContainsKey(call.Name))
        {
            context.ReportUnknown(call, "function", call.Name, Usages.Keys);
        }

        return null;
    }

    public CompiledCondition? Condition(CallSyntax call)
    {
        if (!Takes(call, 1))
        {
            return null;
        }

        Syntax argument = call.Arguments[0];
        if (call.Name == "ever")
        {
            return Event(argument) is { } @event ? Ever(@event) : null;
        }

        if (argument is not NameSyntax field || !NameCompiler.IsField(field.Name))
        {
            context.Report(argument, $"{context.Written(argument)} is neither a trait nor a property", Usages["has"]);
            return null;
        }

        return names.Compile(field) is { } value
            ? new CompiledCondition(
                new IsPresent(value.Expression),
                new AtomFormula(value.Source, value.Possible with { MayBeMissing = false }, value.Possible.OnlyMissing()))
            : null;
    }

    private static CompiledCondition Ever(DeclaredEvent @event)
    {
        TypedValue total = TypedValue.Whole(new LifetimeCount($"total('{@event.Name}')", @event.Index));
        return new CompiledCondition(
            new NumberComparison((NumberExpression)total.Expression, ComparisonOperator.GreaterOrEqual, 1), HasHappened(@event));
    }

    /// <summary>The demand that an event has happened at least once.</summary>
    public static Formula HasHappened(DeclaredEvent @event) => new AtomFormula(
        $"total('{@event.Name}')",
        NumberSet.Where(ComparisonOperator.GreaterOrEqual, 1),
        NumberSet.Where(ComparisonOperator.Equal, 0));

    private TypedValue? Count(DeclaredEvent? @event, WindowSpan? window) =>
        @event is not null && window is { } span
            ? TypedValue.Whole(
                new WindowCount($"count('{@event.Name}', {span.Name()})", context.Tables.Metrics.CountOf(@event, span), span))
            : null;

    private TypedValue? Sum(DeclaredEvent? @event, string? property, WindowSpan? window)
    {
        if (@event is null || property is null || window is not { } span)
        {
            return null;
        }

        int metric = context.Tables.Metrics.SumOf(@event, property, context.Tables.Properties.Of(property), span);
        return TypedValue.Number(new WindowSum($"sum('{@event.Name}', {property}, {span.Name()})", metric, span));
    }

    private TypedValue? Days(WindowSpan? window) =>
        window is { } span
            ? TypedValue.Whole(new WindowDays($"days({span.Name()})", context.Tables.Metrics.ActivityIn(span), span), MostDays(span))
            : null;

    private TypedValue? Days(DeclaredEvent? @event, WindowSpan? window) =>
        @event is not null && window is { } span
            ? TypedValue.Whole(
                new WindowDays($"days('{@event.Name}', {span.Name()})", context.Tables.Metrics.CountOf(@event, span), span), MostDays(span))
            : null;

    /// <summary>A bucket counts until its end plus the window, and a day with a clock change is an hour short: two days more than the
    /// window has.</summary>
    private static double MostDays(WindowSpan span) => Math.Ceiling(span.LengthMs() / (double)Durations.Day) + 2;

    private bool Takes(CallSyntax call, int count)
    {
        if (call.Arguments.Count == count)
        {
            return true;
        }

        context.Report(call, $"{call.Name} has {call.Arguments.Count} arguments", Usages[call.Name]);
        return false;
    }

    private DeclaredEvent? Event(Syntax argument)
    {
        if (argument is not TextSyntax text)
        {
            bool known = context.Tables.Events.ContainsKey(context.Written(argument));
            context.Report(
                argument,
                $"{context.Written(argument)} is no event name",
                "an event name in quotes",
                known ? $"'{context.Written(argument)}'" : null);
            return null;
        }

        if (context.Tables.Events.TryGetValue(text.Value, out DeclaredEvent? @event))
        {
            return @event;
        }

        if (context.Tables.Events.Count == 0)
        {
            context.Report(argument, $"unknown event '{text.Value}'", "an event declared under events");
        }
        else
        {
            context.ReportUnknown(argument, "event", text.Value, context.Tables.Events.Keys.ToList(), n => $"'{n}'");
        }

        return null;
    }

    private string? Property(DeclaredEvent? @event, Syntax argument)
    {
        if (@event is null)
        {
            return null;
        }

        string path = argument is NameSyntax name ? name.Name : argument is TextSyntax text ? text.Value : context.Written(argument);
        if (!@event.Properties.TryGetValue(path, out FieldType type))
        {
            List<string> numbers = @event.Properties.Where(p => p.Value == FieldType.Number).Select(p => p.Key).ToList();
            context.ReportUnknown(argument, $"property of {@event.Name}:", path, numbers);
            return null;
        }

        if (type != FieldType.Number)
        {
            context.Report(argument, $"{path} of {@event.Name} is a text", "a property declared as number");
            return null;
        }

        return path;
    }

    private WindowSpan? Window(Syntax argument)
    {
        string written = context.Written(argument);
        for (int i = 0; i < WindowSpans.Names.Count; i++)
        {
            if (WindowSpans.Names[i] == written)
            {
                return (WindowSpan)i;
            }
        }

        // A day is 24 hours: the same length in other words is nearer than any other spelling.
        string? same = Literals.TryDuration(written, out long length)
            ? Enum.GetValues<WindowSpan>().Where(s => s.LengthMs() == length).Select(s => s.Name()).FirstOrDefault()
            : null;
        if (same is null)
        {
            context.ReportUnknown(argument, "window", written, WindowSpans.Names.ToList());
        }
        else
        {
            context.Report(argument, $"unknown window {written}", Diagnostics.ErrorSink.OneOf(WindowSpans.Names.ToList()), same);
        }

        return null;
    }
}
