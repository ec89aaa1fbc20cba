using EngageStream.Oracle.Records;
using EngageStream.Oracle.Rules;

namespace EngageStream.Oracle.People;

/// <summary>What all lives of a run share.</summary>
/// <param name="Playbook">The rules.</param>
/// <param name="Days">Local days of the playbook's zone.</param>
/// <param name="Topics">Names of the topics.</param>
/// <param name="IsStale">
/// Whether a decision came so late, by the Kafka timestamp of what was seen, that the rules want it suppressed as stale.
/// </param>
internal sealed record Surroundings(Playbook Playbook, LocalDays Days, TopicNames Topics, Func<string, long, bool> IsStale);
