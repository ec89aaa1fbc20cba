using EngageStream.Domain.Conditions;

namespace EngageStream.Domain.Model;

/// <summary>A lifecycle stage. A user is in the first stage whose condition holds.</summary>
/// <param name="Name">Unique in the playbook; state names stages so.</param>
/// <param name="When">Its condition; the last stage's is always true.</param>
/// <param name="Away">Whether people in it are gone (dormant, churned): who leaves it by an activity is resurrected.</param>
public sealed record Stage(string Name, Condition When, bool Away);
