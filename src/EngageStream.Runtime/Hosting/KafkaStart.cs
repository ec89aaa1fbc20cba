using Confluent.Kafka;
using EngageStream.Domain.Model;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Restore;
using EngageStream.Runtime.Streams;
using EngageStream.Runtime.Topics;
using Microsoft.Extensions.Logging;

namespace EngageStream.Runtime.Hosting;

/// <summary>Readies Kafka for an engine: waits for it, makes the topics, and checks whose state they hold.</summary>
internal static class KafkaStart
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>A client for administration.</summary>
    /// <exception cref="EngineRefusedException">A setting is not one of librdkafka's.</exception>
    public static IAdminClient CreateAdmin(EngineOptions options, ILogger logger) =>
        CreateAdmin(options, new ClientLog(logger, options));

    /// <summary>A client for administration, with a log that its caller looks into.</summary>
    /// <exception cref="EngineRefusedException">A setting is not one of librdkafka's.</exception>
    public static IAdminClient CreateAdmin(EngineOptions options, ClientLog log)
    {
        try
        {
            return log.Attach(new AdminClientBuilder(KafkaSettings.Admin(options, "admin"))).Build();
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException)
        {
            // Not the error itself: it may hold the value.
            throw new EngineRefusedException($"A kafka.* setting is not valid: {Redactor.Of(options.Kafka).Clean(error.Message)}");
        }
    }

    /// <summary>Waits until Kafka answers, however long, and readies it.</summary>
    /// <returns>Partitions of the events topic.</returns>
    /// <exception cref="EngineRefusedException">Topics or state do not fit the configuration, or Kafka does not let the engine in.</exception>
    public static async Task<int> ReadyAsync(
        IAdminClient admin, EngineOptions options, EngagementModel model, ClientLog log, ILogger logger, CancellationToken cancel)
    {
        bool told = false;
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            try
            {
                FirstContact.Await(admin, Patience, () => log.Denial);
                int partitions = await new TopicSetup(admin, options, model, logger).EnsureAsync();
                VerifyState(admin, options, partitions, logger);
                return partitions;
            }
            catch (KafkaException error) when (!Failures.IsHopeless(error.Error))
            {
                if (!told)
                {
                    told = true;
                    Log.WaitingForKafka(logger, options.Kafka["bootstrap.servers"], log.Denial?.Reason ?? error.Error.Reason);
                }

                await Task.Delay(RetryPause, cancel);
            }
            catch (KafkaException error)
            {
                throw Refusal(error.Error);
            }
        }
    }

    private static EngineRefusedException Refusal(Error error) => new(
        $"Kafka refuses: {error.Reason}. Check the credentials and rights given by the kafka.* settings; docs/security.md lists the rights.");

    private static void VerifyState(IAdminClient admin, EngineOptions options, int partitions, ILogger logger)
    {
        var topics = new TopicNames(options.Topics.Prefix);
        using var reader = new StateLogReader(
            KafkaSettings.Restorer(options, "verifier"), new ClientLog(logger, options), admin, topics, new StateLogClaim(options, partitions));
        reader.VerifyOwner(partitions);
    }
}
