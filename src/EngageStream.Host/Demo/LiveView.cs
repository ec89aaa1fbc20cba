using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace EngageStream.Host.Demo;

/// <summary>The view on a terminal, drawn again and again in place.</summary>
internal sealed class LiveView(IAnsiConsole console) : IDemoView
{
    private const int BarWidth = 40;

    // Room that date, user, campaign and channel take beside the reason, with their borders.
    private const int OtherColumns = 65;
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    /// <inheritdoc/>
    public Task ShowAsync(Func<Action<DemoState>, Task> work) => console
        .Live(new Markup("Starting ..."))
        .AutoClear(true)
        .StartAsync(live => work(state => live.UpdateTarget(Render(state, console.Profile.Width))));

    /// <summary>The picture of a state.</summary>
    internal static IRenderable Render(DemoState state, int width) => new Rows(
        Head(state),
        new Columns(Stages(state), Transitions(state), Bands(state)) { Expand = false },
        Triggers(state, width));

    private static Markup Head(DemoState state)
    {
        int full = (int)(state.Progress * BarWidth);
        string bar = $"[green]{new string('━', full)}[/][grey]{new string('━', BarWidth - full)}[/]";
        string figures = string.Create(
            Invariant,
            $"{state.Figures.Events:N0} events  {state.EventsPerSecond:N0}/s  lag {state.Figures.Lag:N0}  {state.Outputs.People:N0} people");
        string deadLetters = string.Create(Invariant, $"dead letters {state.Outputs.DeadLetters:N0}");
        string date = state.Date.ToString("ddd d MMM yyyy", Invariant);
        return new Markup(
            $"[bold]EngageStream[/]  {Markup.Escape(state.Source.About)}\n{bar} [bold]{date}[/]  {figures}  {deadLetters}\n");
    }

    private static Table Stages(DemoState state)
    {
        Table table = NewTable("Users by stage", "stage", "users", "");
        long most = Math.Max(1, state.Stages.Max(s => state.Outputs.ByStage.GetValueOrDefault(s)));
        foreach (string stage in state.Stages)
        {
            long users = state.Outputs.ByStage.GetValueOrDefault(stage);
            table.AddRow(Markup.Escape(stage), users.ToString("N0", Invariant), $"[blue]{new string('█', (int)(12 * users / most))}[/]");
        }

        return table;
    }

    // Rows are where people come from, columns where they go.
    private static Table Transitions(DemoState state)
    {
        Table table = NewTable($"Transitions so far ({state.Outputs.Resurrected.ToString("N0", Invariant)} resurrected)",
            ["from \\ to", .. state.Stages]);
        foreach (string? from in (IEnumerable<string?>)[null, .. state.Stages])
        {
            IEnumerable<string> counts = state.Stages.Select(to =>
                state.Outputs.Transitions.TryGetValue((from, to), out long n) ? n.ToString("N0", Invariant) : "[grey]·[/]");
            table.AddRow([from is null ? "[grey](new)[/]" : Markup.Escape(from), .. counts]);
        }

        return table;
    }

    private static Table Bands(DemoState state)
    {
        Table table = NewTable("Churn risk", "band", "users");
        foreach ((string band, string colour) in new[] { ("low", "green"), ("medium", "yellow"), ("high", "red") })
        {
            table.AddRow($"[{colour}]{band}[/]", state.Outputs.ByBand.GetValueOrDefault(band).ToString("N0", Invariant));
        }

        return table;
    }

    private static Table Triggers(DemoState state, int width)
    {
        Table table = NewTable(string.Create(Invariant, $"Last of {state.Outputs.TriggerCount:N0} triggers"), "at", "user", "campaign",
            "channel", "why").Expand();
        foreach (SeenTrigger trigger in state.Outputs.Last.Reverse())
        {
            table.AddRow(
                trigger.At.ToString("d MMM HH:mm", Invariant), Markup.Escape(trigger.User), Markup.Escape(trigger.Campaign),
                Markup.Escape(trigger.Channel), $"[grey]{Markup.Escape(Short(trigger.Why, width - OtherColumns))}[/]");
        }

        return table;
    }

    // One line a trigger, so that the picture keeps its height.
    private static string Short(string why, int room) => why.Length <= Math.Max(room, 20) ? why : $"{why[..(Math.Max(room, 20) - 3)]}...";

    private static Table NewTable(string title, params string[] columns)
    {
        Table table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey).Title($"[bold]{Markup.Escape(title)}[/]");
        foreach (string column in columns)
        {
            table.AddColumn(new TableColumn($"[grey]{Markup.Escape(column)}[/]") { NoWrap = true });
        }

        return table;
    }
}
