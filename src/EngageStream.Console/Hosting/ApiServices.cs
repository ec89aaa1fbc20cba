using EngageStream.Console.Ports;

namespace EngageStream.Console.Hosting;

/// <summary>What the API stands on.</summary>
public sealed record ApiServices
{
    /// <summary>Finds people.</summary>
    public required IUserLookup Users { get; init; }

    /// <summary>The engines of the application.</summary>
    public required INodeDirectory Nodes { get; init; }

    /// <summary>The playbook at work.</summary>
    public required IPlaybookCatalogue Playbook { get; init; }

    /// <summary>Checks playbooks.</summary>
    public required IPlaybookChecker Checker { get; init; }

    /// <summary>Dead letters.</summary>
    public required IDeadLetterDesk DeadLetters { get; init; }

    /// <summary>The audit trail.</summary>
    public required IAudit Audit { get; init; }

    /// <summary>The people of a stage; <see langword="null"/> where nothing keeps them.</summary>
    public IUserIndex? Index { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
