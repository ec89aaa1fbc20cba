using Confluent.Kafka;
using EngageStream.Runtime.Audit;
using EngageStream.Runtime.Configuration;

namespace EngageStream.Host.Cli;

/// <summary>Turns the faults of an operation on an application's topics into messages and exit codes.</summary>
internal static class KafkaFaults
{
    /// <summary>Makes a client.</summary>
    /// <param name="kafka">The settings it is made with: of those that are secret, nothing gets into the message.</param>
    /// <param name="build">Makes it.</param>
    /// <exception cref="CommandException">A setting is not one of librdkafka's, or its value is wrong.</exception>
    public static T Build<T>(IReadOnlyDictionary<string, string> kafka, Func<T> build)
    {
        try
        {
            return build();
        }
        catch (Exception fault) when (fault is InvalidOperationException or ArgumentException)
        {
            throw new CommandException(ExitCode.Invalid, $"A kafka.* setting is not valid: {Redactor.Of(kafka).Clean(fault.Message)}");
        }
    }

    /// <summary>What a broker or TLS said when it did not let a client in; null for other errors.</summary>
    public static Error? Denial(Error error) => error.Code is ErrorCode.Local_Authentication or ErrorCode.Local_Ssl ? error : null;

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
