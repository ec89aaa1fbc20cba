using EngageStream.Domain.Model;
using EngageStream.Domain.Windows;

namespace EngageStream.Domain.State;

/// <summary>The model's names as hashes, by index and back.</summary>
internal sealed class StateNames
{
    public StateNames(EngagementModel model)
    {
        string[] series = model.Metrics
            .SelectMany(metric => Enum.GetValues<BucketGrain>().Select(grain => $"{metric.Name}@{grain}"))
            .ToArray();
        (StageHashes, StageIndexes) = Both(model.Stages.Select(stage => stage.Name));
        (EventHashes, EventIndexes) = Both(model.Schema.EventNames);
        (CampaignHashes, CampaignIndexes) = Both(model.Campaigns.Select(campaign => campaign.Name));
        (TraitHashes, TraitIndexes) = Both(model.Schema.Traits);
        (SeriesHashes, SeriesIndexes) = Both(series);
    }

    public uint[] StageHashes { get; }

    public Dictionary<uint, int> StageIndexes { get; }

    public uint[] EventHashes { get; }

    public Dictionary<uint, int> EventIndexes { get; }

    public uint[] CampaignHashes { get; }

    public Dictionary<uint, int> CampaignIndexes { get; }

    public uint[] TraitHashes { get; }

    public Dictionary<uint, int> TraitIndexes { get; }

    public uint[] SeriesHashes { get; }

    public Dictionary<uint, int> SeriesIndexes { get; }

    private static (uint[] Hashes, Dictionary<uint, int> Indexes) Both(IEnumerable<string> names)
    {
        string[] all = names.ToArray();
        return (all.Select(NameHash.Of).ToArray(), NameHash.Index(all));
    }
}
