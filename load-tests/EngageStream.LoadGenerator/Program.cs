using System.CommandLine;
using EngageStream.Host.Cli;
using EngageStream.LoadGenerator.Cli;

CommandContext context = CommandContext.OfProcess();
ParseResult parsed = LoadCommand.Create(context).Parse(args);
try
{
    int code = await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false }).ConfigureAwait(false);
    return parsed.Errors.Count > 0 ? (int)ExitCode.Invalid : code;
}
catch (CommandException fault)
{
    await context.Error.WriteLineAsync(fault.Message).ConfigureAwait(false);
    return (int)fault.Code;
}
catch (OperationCanceledException)
{
    await context.Error.WriteLineAsync("Interrupted.").ConfigureAwait(false);
    return (int)ExitCode.Interrupted;
}
