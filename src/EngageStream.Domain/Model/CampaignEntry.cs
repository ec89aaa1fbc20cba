namespace EngageStream.Domain.Model;

/// <summary>What lets a user enter a campaign.</summary>
public abstract record CampaignEntry
{
    private CampaignEntry()
    {
    }

    /// <summary>An event of this index happens.</summary>
    public sealed record OnEvent(int EventIndex) : CampaignEntry;

    /// <summary>A transition into <paramref name="To"/>, from any stage or from those listed (stage indexes).</summary>
    public sealed record OnStage(int To, IReadOnlyList<int> From) : CampaignEntry;

    /// <summary>The churn risk rises into this band.</summary>
    public sealed record OnRiskBand(Churn.RiskBand Band) : CampaignEntry;

    /// <summary>
    /// The event <paramref name="EventIndex"/> stays away for <paramref name="ForMs"/>, counted from the event
    /// <paramref name="AfterIndex"/> (the first one unanswered) or, where that is -1, from its own last occurrence.
    /// </summary>
    public sealed record OnAbsence(int EventIndex, int AfterIndex, long ForMs) : CampaignEntry;
}
