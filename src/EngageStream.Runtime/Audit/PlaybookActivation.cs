using System.Reflection;
using Confluent.Kafka;
using EngageStream.Domain.Model;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Streams;
using Microsoft.Extensions.Logging;

namespace EngageStream.Runtime.Audit;

/// <summary>Records at every start of an engine with which playbook it works; of two equal ones in a row the later changed nothing.</summary>
public static class PlaybookActivation
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Records it, however long Kafka is away.</summary>
    /// <exception cref="EngineRefusedException">Kafka does not permit it; the message names the remedy.</exception>
    public static async Task RecordAsync(
        EngineOptions options, EngagementModel model, TimeProvider time, ILogger logger, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(model);
        DateTimeOffset now = time.GetUtcNow();
        var record = new AuditRecord(
            Guid.CreateVersion7(now).ToString("N"), $"node:{options.NodeId}", AuditActions.PlaybookActivated, model.Name, AuditOutcome.Done,
            now.ToUnixTimeMilliseconds(), new Dictionary<string, string>
            {
                ["playbook_hash"] = model.ContentHash,
                ["mode"] = options.Mode == EngineMode.Live ? "live" : "replay",
                ["version"] = typeof(PlaybookActivation).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "",
            });
        using var trail = new AuditTrail(options, patience: null, logger);
        while (true)
        {
            try
            {
                await trail.WriteAsync(record, cancel);
                return;
            }
            catch (AuditUnavailableException fault) when (fault.InnerException is KafkaException kafka && !Failures.IsHopeless(kafka.Error))
            {
                await Task.Delay(Pause, time, cancel);
            }
            catch (AuditUnavailableException fault)
            {
                throw new EngineRefusedException(fault.Message, fault);
            }
        }
    }
}
