using EngageStream.Host.Mapping;
using EngageStream.Host.Mapping.Expressions;

namespace EngageStream.Host.Import;

/// <summary>The rows that become one event, gathered as they come.</summary>
/// <param name="rule">What kind of event it is.</param>
/// <param name="person">Whose event it is.</param>
/// <param name="messageId">Its message id.</param>
/// <param name="timeMs">Time of its first row in the file.</param>
public sealed class EventGroup(EventRule rule, string person, string messageId, long timeMs)
{
    /// <summary>What kind of event it is.</summary>
    public EventRule Rule { get; } = rule;

    /// <summary>Whose event it is.</summary>
    public string Person { get; } = person;

    /// <summary>Its message id.</summary>
    public string MessageId { get; } = messageId;

    /// <summary>Time of the earliest row.</summary>
    public long TimeMs { get; private set; } = timeMs;

    /// <summary>Whether rows differ in time.</summary>
    public bool SeveralTimes { get; private set; }

    /// <summary>What the rule's aggregates have gathered, by index.</summary>
    public Accumulator[] Gathered { get; } = new Accumulator[rule.Aggregates.Count];

    /// <summary>Adds a row whose measures have been taken.</summary>
    public void Add(Row row, ReadOnlySpan<decimal> measures)
    {
        SeveralTimes |= row.TimeMs != TimeMs;
        TimeMs = Math.Min(TimeMs, row.TimeMs);
        for (int i = 0; i < Gathered.Length; i++)
        {
            Rule.Aggregates[i].Apply(ref Gathered[i], measures[i], row);
        }
    }
}
