using EngageStream.Domain.Model;

namespace EngageStream.Playbooks;

/// <summary>What became of a playbook.</summary>
/// <param name="Model">The compiled playbook; <see langword="null"/> where there are errors.</param>
/// <param name="Errors">Everything that is wrong, by file, line and column; empty where there is a model.</param>
public sealed record PlaybookResult(EngagementModel? Model, IReadOnlyList<PlaybookError> Errors);
