using System.Net;
using System.Reflection;
using EngageStream.Domain.Churn;
using EngageStream.Domain.Model;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Outputs;
using EngageStream.Runtime.Shards;
using EngageStream.Runtime.Streams;

namespace EngageStream.Runtime.Nodes;

/// <summary>Gathers what a node announces, from counts that its stream threads keep anyway. Thread-safe.</summary>
/// <param name="options">Settings.</param>
/// <param name="model">Names stages.</param>
/// <param name="threads">Who counts.</param>
/// <param name="bound">Where the API listens, once it does.</param>
/// <param name="time">Wall clock.</param>
internal sealed class NodeReport(
    EngineOptions options, EngagementModel model, IReadOnlyList<StreamThread> threads, Func<Uri?> bound, TimeProvider time)
{
    private static readonly string Version =
        typeof(NodeReport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    /// <summary>Partitions at work and on their way, ascending.</summary>
    public (int[] AtWork, int[] Restoring) Places() => (
        [.. Shards.Select(shard => shard.Partition).Order()],
        [.. threads.SelectMany(thread => thread.Assignment.Restoring).Select(request => request.Partition).Order()]);

    /// <summary>The announcement.</summary>
    public NodeAnnouncement Take()
    {
        (int[] atWork, int[] restoring) = Places();
        Shard[] shards = [.. Shards];
        return new NodeAnnouncement(
            options.NodeId,
            NodeUrl.Of(options, bound(), Dns.GetHostName()),
            Version,
            time.GetUtcNow(),
            atWork,
            restoring,
            Enumerable.Range(0, model.Stages.Count).ToDictionary(
                stage => model.Stages[stage].Name, stage => shards.Sum(shard => shard.Counts.ByStage[stage])),
            Enum.GetValues<RiskBand>().ToDictionary(OutputNames.Of, band => shards.Sum(shard => shard.Counts.ByBand[(int)band])),
            Campaigns());
    }

    private IEnumerable<Shard> Shards => threads.SelectMany(thread => thread.Assignment.Running);

    private NodeCampaignCount[] Campaigns() =>
    [
        .. threads.SelectMany(thread => thread.Counters.Decisions.All)
            .GroupBy(pair => pair.Key)
            .Select(group => new NodeCampaignCount(
                group.Key.Campaign, group.Key.Channel, OutputNames.Of(group.Key.Outcome), group.Sum(pair => pair.Value)))
            .OrderBy(count => count.Campaign, StringComparer.Ordinal)
            .ThenBy(count => count.Outcome, StringComparer.Ordinal),
    ];
}
