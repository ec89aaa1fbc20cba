using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace EngageStream.Host.Cli;

/// <summary>The ordinary help, followed by a command's details and examples.</summary>
internal sealed class DocumentedHelp(HelpAction ordinary) : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        int code = ordinary.Invoke(parseResult);
        if (parseResult.CommandResult.Command is DocumentedCommand command)
        {
            TextWriter output = parseResult.InvocationConfiguration.Output;
            output.WriteLine(command.Details);
            output.WriteLine();
            output.WriteLine("Examples:");
            foreach (string line in command.Example.Split('\n'))
            {
                output.WriteLine($"  {line.TrimEnd()}");
            }
        }

        return code;
    }
}
