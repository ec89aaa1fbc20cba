namespace EngageStream.Runtime.Audit;

/// <summary>Somebody did something.</summary>
/// <param name="Id">Names the action: its beginning and its end have the same.</param>
/// <param name="Actor">Who: <c>token:NAME</c>, <c>cli:USER@HOST</c> or <c>node:NODE_ID</c>.</param>
/// <param name="Action">One of <see cref="AuditActions"/>.</param>
/// <param name="On">What was acted on: a topic, a dead letter's place, a playbook's name.</param>
/// <param name="Outcome">How far it has come.</param>
/// <param name="AtMs">When; Unix milliseconds.</param>
/// <param name="Details">Filters, counts, files: texts by name. No personal data, no secrets.</param>
public sealed record AuditRecord(
    string Id, string Actor, string Action, string On, AuditOutcome Outcome, long AtMs, IReadOnlyDictionary<string, string> Details);
