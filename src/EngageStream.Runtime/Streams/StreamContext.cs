using Confluent.Kafka;
using EngageStream.Domain.Model;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Metrics;
using EngageStream.Runtime.Standby;
using EngageStream.Runtime.Topics;
using Microsoft.Extensions.Logging;

namespace EngageStream.Runtime.Streams;

/// <summary>What the stream threads of an engine share; all of it thread-safe or immutable.</summary>
/// <param name="Options">Settings.</param>
/// <param name="Model">The playbook at work.</param>
/// <param name="Topics">Names of the topics.</param>
/// <param name="Partitions">Partitions of the events topic.</param>
/// <param name="Claim">Whose state the state log holds.</param>
/// <param name="Admin">Client for offsets and cuts.</param>
/// <param name="EndOffsets">How far the input reaches.</param>
/// <param name="Time">Wall clock.</param>
/// <param name="Logger">Where the threads report.</param>
internal sealed record StreamContext(
    EngineOptions Options,
    EngagementModel Model,
    TopicNames Topics,
    int Partitions,
    StateLogClaim Claim,
    IAdminClient Admin,
    EndOffsets EndOffsets,
    TimeProvider Time,
    ILogger Logger)
{
    /// <summary>Warm copies of other processes' partitions; <see langword="null"/> for none.</summary>
    public StandbyCopies? Standby { get; set; }

    /// <summary>What Kafka clients tell of themselves.</summary>
    public ClientStatistics Clients { get; } = new();

    /// <summary>Wall time in Unix milliseconds.</summary>
    public long WallMs => Time.GetUtcNow().ToUnixTimeMilliseconds();
}
