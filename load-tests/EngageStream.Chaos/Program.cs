using System.CommandLine;
using Confluent.Kafka;
using EngageStream.Chaos.Cli;
using EngageStream.Host.Cli;

CommandContext context = CommandContext.OfProcess();
ParseResult parsed = ChaosCommand.Create(context).Parse(args);
try
{
    var configuration = new InvocationConfiguration
    {
        EnableDefaultExceptionHandler = false,
        ProcessTerminationTimeout = TimeSpan.FromSeconds(30),
    };
    int code = await parsed.InvokeAsync(configuration).ConfigureAwait(false);
    return parsed.Errors.Count > 0 ? ChaosCommand.NotRun : code;
}
catch (OperationCanceledException)
{
    await context.Error.WriteLineAsync("Interrupted.").ConfigureAwait(false);
    return (int)ExitCode.Interrupted;
}
catch (Exception fault) when (fault is CommandException or InvalidOperationException or KafkaException or TimeoutException or IOException)
{
    await context.Error.WriteLineAsync(fault.Message).ConfigureAwait(false);
    return ChaosCommand.NotRun;
}
