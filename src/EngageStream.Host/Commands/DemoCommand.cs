using System.CommandLine;
using EngageStream.Host.Cli;
using EngageStream.Host.Demo;
using Spectre.Console;

namespace EngageStream.Host.Commands;

/// <summary><c>engagestream demo</c>.</summary>
internal static class DemoCommand
{
    private const string Details = """
        Starts the embedded broker and the engine with playbooks/starter.yaml in this process and replays a year: the Online
        Retail data where it is at hand (--data, the folder that ENGAGE_SHARED names, or shared/data beside the repository),
        else a generated one. What is shown is read back from the output topics and /metrics. Afterwards broker and engine stay
        up until a key is pressed; with --plain, which is also chosen when the output is no terminal, the program ends at once.
        """;

    private const string Example = """
        engagestream demo
        engagestream demo --plain --pace max
        """;

    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        var plain = new Option<bool>("--plain") { Description = "Lines of text instead of a live view" };
        var pace = new Option<string>("--pace")
        {
            Description = "How many times faster than real time, or max; the default plays a year in a minute",
            DefaultValueFactory = _ => "525600",
            HelpName = "factor|max",
        };
        var data = new Option<string?>("--data") { Description = "The Online Retail CSV file", HelpName = "file" };
        var keep = new Option<bool>("--keep") { Description = "Keep broker and engine up until Ctrl+C" };
        var port = new Option<int>("--metrics-port")
        {
            Description = "TCP port of /metrics; 0 for a free one",
            DefaultValueFactory = _ => 0,
            HelpName = "0-65535",
        };
        OptionChecks.FactorOrMax(pace);
        OptionChecks.Range(port, 0, 65_535);
        var command = new DocumentedCommand("demo", "Replays a year of real purchases through the engine.", Details, Example)
        {
            plain, pace, data, keep, port,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var options = new DemoOptions
            {
                Plain = parsed.GetValue(plain) || !context.IsTerminal,
                Pace = ReplayOptions.Factor(parsed.GetRequiredValue(pace)),
                Data = parsed.GetValue(data),
                Keep = parsed.GetValue(keep),
                MetricsPort = parsed.GetRequiredValue(port),
            };
            IDemoView view = options.Plain ? new PlainView(context.Out, context.Time) : new LiveView(AnsiConsole.Console);
            await new DemoRun(options, context, view).RunAsync(cancellation).ConfigureAwait(false);
            return (int)ExitCode.Success;
        });
        return command;
    }
}
