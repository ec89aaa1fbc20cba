using EngageStream.Domain.Model;

namespace EngageStream.Runtime.Topics;

/// <summary>Names of the engine's topics.</summary>
public sealed class TopicNames
{
    private readonly string _prefix;

    /// <param name="prefix">Start of every name.</param>
    public TopicNames(string prefix)
    {
        _prefix = prefix;
        Events = prefix + "events";
        State = prefix + "state";
        Transitions = prefix + "transitions";
        Profiles = prefix + "profiles";
        Decisions = prefix + "decisions";
        DeadLetters = prefix + "dead-letter";
        Audit = prefix + "audit";
        Nodes = prefix + "nodes";
    }

    /// <summary>Channels that always have a topic, beside those of the playbook.</summary>
    public static IReadOnlyList<string> StandardChannels { get; } = ["push", "sms", "email"];

    /// <summary>Input: typed records keyed by person.</summary>
    public string Events { get; }

    /// <summary>State log; internal.</summary>
    public string State { get; }

    /// <summary>Stage transitions.</summary>
    public string Transitions { get; }

    /// <summary>Latest profile per person; compacted.</summary>
    public string Profiles { get; }

    /// <summary>Campaign decisions, sent and suppressed.</summary>
    public string Decisions { get; }

    /// <summary>What could not be processed.</summary>
    public string DeadLetters { get; }

    /// <summary>Who did what, and when.</summary>
    public string Audit { get; }

    /// <summary>The engines that are there, by node; compacted, one partition.</summary>
    public string Nodes { get; }

    /// <summary>Triggers for one channel's notifier.</summary>
    public string Triggers(string channel) => $"{_prefix}triggers.{channel}";

    /// <summary>Channels of a playbook and the standard ones.</summary>
    public static IReadOnlyList<string> ChannelsOf(EngagementModel model) =>
        [.. StandardChannels.Union(model.Campaigns.Select(campaign => campaign.Channel))];
}
