namespace EngageStream.Console.Ports;

/// <summary>What the playbook at work holds. Thread-safe.</summary>
public interface IPlaybookCatalogue
{
    /// <summary>Names of its stages, in the order in which they are tried.</summary>
    IReadOnlyList<string> Stages { get; }

    /// <summary>Its campaigns, in its order.</summary>
    IReadOnlyList<CampaignView> Campaigns { get; }
}

/// <summary>A campaign of the playbook.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Channel">Channel of its messages.</param>
/// <param name="Template">Template that the notifier fills.</param>
/// <param name="Entry">What lets a person enter, as the playbook states it.</param>
/// <param name="CooldownMs">After a send, how long further entries are suppressed; milliseconds, 0 for none.</param>
public sealed record CampaignView(string Name, string Channel, string Template, string Entry, long CooldownMs);
