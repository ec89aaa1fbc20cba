using Confluent.Kafka;
using EngageStream.Runtime.Audit;
using EngageStream.Runtime.Configuration;

namespace EngageStream.Host.Cli;

/// <summary>Turns the faults of an operation on an application's topics into messages and exit codes.</summary>
internal static class KafkaFaults
{
    /// <summary>Runs it.</summary>
    /// <exception cref="CommandException">It failed.</exception>
    public static async Task<T> TranslateAsync<T>(EngineOptions options, Func<Task<T>> run)
    {
        try
        {
            return await run().ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is EngineRefusedException or InvalidDataException)
        {
            throw new CommandException(ExitCode.Invalid, fault.Message);
        }
        catch (AuditUnavailableException fault)
        {
            throw new CommandException(ExitCode.KafkaUnavailable, fault.Message);
        }
        catch (KafkaException fault)
        {
            throw new CommandException(
                ExitCode.KafkaUnavailable, $"Kafka at {options.Kafka["bootstrap.servers"]} cannot be used: {fault.Error.Reason}");
        }
    }
}
