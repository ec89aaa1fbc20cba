using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using EngageStream.Domain.Model;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Hosting;
using EngageStream.Runtime.Streams;
using EngageStream.Runtime.Topics;
using Microsoft.Extensions.Logging;

namespace EngageStream.Runtime.Savepoints;

/// <summary>What the operations on the state share: clients, names, and a look at the topics. Not thread-safe.</summary>
internal sealed class StateTopics : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <exception cref="EngineRefusedException">The configuration is not valid.</exception>
    public StateTopics(EngineOptions options, EngagementModel model, ILogger logger)
    {
        IReadOnlyList<ConfigurationError> errors = options.Validate();
        if (errors.Count > 0)
        {
            throw EngineRefusedException.For(errors);
        }

        Options = options;
        Model = model;
        Names = new TopicNames(options.Topics.Prefix);
        Log = new ClientLog(logger, options);
        Admin = KafkaStart.CreateAdmin(options, logger);
        Records = new CommittedRecords(options, Log);
    }

    public EngineOptions Options { get; }

    public EngagementModel Model { get; }

    public TopicNames Names { get; }

    public ClientLog Log { get; }

    public IAdminClient Admin { get; }

    public CommittedRecords Records { get; }

    /// <summary>Partitions of a topic; 0 where it is missing.</summary>
    public int PartitionsOf(string topic) =>
        Admin.GetMetadata(Timeout).Topics.Find(found => found.Topic == topic && !found.Error.IsError)?.Partitions.Count ?? 0;

    /// <summary>Partitions of a topic that must be there.</summary>
    public TopicPartition[] AllOf(string topic) =>
        [.. Enumerable.Range(0, PartitionsOf(topic)).Select(partition => new TopicPartition(topic, partition))];

    /// <summary>First offsets.</summary>
    public Task<long[]> LowAsync(IReadOnlyList<TopicPartition> partitions) => AskAsync(partitions, OffsetSpec.Earliest());

    /// <summary>High watermarks.</summary>
    public Task<long[]> HighAsync(IReadOnlyList<TopicPartition> partitions) => AskAsync(partitions, OffsetSpec.Latest());

    /// <summary>
    /// For how many partitions the state in the log was kept, by the first record of each of its partitions; 0 where the
    /// partition has none.
    /// </summary>
    /// <exception cref="EngineRefusedException">The log is another application's or mode's.</exception>
    public async Task<int[]> ClaimsAsync(CancellationToken cancel)
    {
        TopicPartition[] log = AllOf(Names.State);
        if (log.Length == 0)
        {
            return [];
        }

        (long[] low, long[] high) = (await LowAsync(log).ConfigureAwait(false), await HighAsync(log).ConfigureAwait(false));
        var claims = new int[log.Length];
        for (int i = 0; i < log.Length; i++)
        {
            if (Records.First(log[i], low[i], high[i], cancel) is var (_, headers))
            {
                claims[i] = ClaimOf(headers);
                new StateLogClaim(Options, claims[i]).Verify(headers);
            }
        }

        return claims;
    }

    /// <summary>The number of partitions in a record's claim; 0 where it has none.</summary>
    public static int ClaimOf(Headers? headers) =>
        headers is not null && headers.TryGetLastBytes(StateLogClaim.Partitions, out byte[] value)
        && int.TryParse(Encoding.UTF8.GetString(value), NumberStyles.None, CultureInfo.InvariantCulture, out int partitions) ? partitions
            : 0;

    /// <summary>Refuses while the application is running.</summary>
    public Task RequireStoppedAsync() => GroupMembers.RequireNoneAsync(Admin, Options.ApplicationId);

    /// <inheritdoc/>
    public void Dispose()
    {
        Records.Dispose();
        Admin.Dispose();
    }

    private async Task<long[]> AskAsync(IReadOnlyList<TopicPartition> partitions, OffsetSpec spec) =>
        partitions.Count == 0 ? [] : await OffsetQuery.AskAsync(Admin, partitions, spec).ConfigureAwait(false);
}
