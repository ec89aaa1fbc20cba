using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using EngageStream.Host.Commands;
using EngageStream.Host.Configuration;
using EngageStream.Runtime.Configuration;

namespace EngageStream.Host.Cli;

/// <summary>The whole command line: parses, runs, and turns every way to end into an exit code and a message.</summary>
public static class CommandLine
{
    // Ctrl+C asks for a graceful end; only a command that has not ended after this long is cut off.
    private static readonly TimeSpan GraceAfterInterrupt = TimeSpan.FromSeconds(30);

    /// <summary>Runs the program.</summary>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> arguments, CommandContext context, CancellationToken cancellation = default)
    {
        ParseResult parsed = Parse(arguments, context);
        List<string> errors = [.. parsed.Errors.Select(error => error.Message)];
        if (errors.Count == 0)
        {
            // A request for help clears the errors: help about a command that there is not would be the wrong one.
            errors.AddRange(parsed.UnmatchedTokens.Select(token => $"Unrecognized command or argument '{token}'."));
        }

        if (errors.Count > 0)
        {
            Redactor redactor = SetFlags.Hide(arguments);
            foreach (string message in errors)
            {
                await context.Error.WriteLineAsync(redactor.Clean(message)).ConfigureAwait(false);
            }

            await context.Error.WriteLineAsync($"See: {Path(parsed)} --help").ConfigureAwait(false);
            return (int)ExitCode.Invalid;
        }

        var configuration = new InvocationConfiguration
        {
            Output = context.Out,
            Error = context.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = GraceAfterInterrupt,
        };
        return (int)await EndAsync(() => parsed.InvokeAsync(configuration, cancellation), context.Error).ConfigureAwait(false);
    }

    /// <summary>Parses a command line without running it.</summary>
    internal static ParseResult Parse(IReadOnlyList<string> arguments, CommandContext context) => Root(context).Parse(arguments);

    private static RootCommand Root(CommandContext context)
    {
        var root = new RootCommand($"""
            EngageStream: real-time user engagement over Kafka. Product apps stream clicks into Kafka, one actor per user keeps
            windows, lifecycle stage and churn risk, and triggers for push, SMS and email go back to Kafka.

            Exit codes:
            {ExitCodeHelp.Text}
            """)
        {
            DemoCommand.Create(context),
            RunCommand.Create(context),
            HealthCommand.Create(context),
            BrokerCommand.Create(context),
            PlaybookCommand.Create(context),
            ChurnCommand.Create(context),
            ImportCommand.Create(context),
            GenerateCommand.Create(context),
            StateCommand.Create(context),
            RepartitionCommand.Create(context),
            DeadLettersCommand.Create(context),
            ProjectCommand.Create(context),
        };
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new DocumentedHelp((HelpAction)help.Action!);
        ProgramVersion.AnswerTo(root.Options.OfType<VersionOption>().Single());
        return root;
    }

    private static async Task<ExitCode> EndAsync(Func<Task<int>> run, TextWriter error)
    {
        try
        {
            return (ExitCode)await run().ConfigureAwait(false);
        }
        catch (CommandException fault)
        {
            await error.WriteLineAsync(fault.Message).ConfigureAwait(false);
            return fault.Code;
        }
        catch (OperationCanceledException)
        {
            await error.WriteLineAsync("Interrupted.").ConfigureAwait(false);
            return ExitCode.Interrupted;
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync(fault.Message).ConfigureAwait(false);
            return ExitCode.FileMissing;
        }
#pragma warning disable CA1031 // The last resort of the process: whatever it is becomes a message and an exit code.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            await error.WriteLineAsync($"Unforeseen fault, please report it: {fault}").ConfigureAwait(false);
            return ExitCode.Failure;
        }
    }

    private static string Path(ParseResult parsed)
    {
        var names = new Stack<string>();
        for (SymbolResult? at = parsed.CommandResult; at is CommandResult command; at = at.Parent)
        {
            names.Push(command.Command is RootCommand ? "engagestream" : command.Command.Name);
        }

        return string.Join(' ', names);
    }
}
