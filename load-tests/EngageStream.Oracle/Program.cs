using System.CommandLine;
using System.Text.Json;
using Confluent.Kafka;
using EngageStream.Oracle.Cli;

ParseResult parsed = OracleCommand.Create(System.Console.Out, TimeProvider.System).Parse(args);
try
{
    int code = await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false }).ConfigureAwait(false);
    return parsed.Errors.Count > 0 ? OracleCommand.NotJudged : code;
}
catch (Exception fault) when (fault is KafkaException or TimeoutException or IOException or UnauthorizedAccessException or JsonException)
{
    await System.Console.Error.WriteLineAsync(fault.Message).ConfigureAwait(false);
    return OracleCommand.NotJudged;
}
