using EngageStream.Domain.Conditions;
using EngageStream.Playbooks.Analysis;

namespace EngageStream.Playbooks.Compilation;

/// <summary>A condition, and the same thing as a formula that can be reasoned about.</summary>
internal sealed record CompiledCondition(Condition Condition, Formula Formula);
