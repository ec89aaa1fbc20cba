using System.Text.Json;

namespace EngageStream.Host.Demo;

/// <summary>
/// What the output topics say so far. Outputs may repeat after a restart with the same id: each id is counted once.
/// Thread-safe by its own lock: the reader writes, the view reads.
/// </summary>
internal sealed class Tally
{
    private const int TriggersKept = 8;
    private readonly Lock _lock = new();
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string? Stage, string Band)> _people = new(StringComparer.Ordinal);
    private readonly Dictionary<(string? From, string To), long> _transitions = [];
    private readonly Dictionary<(string Campaign, string Channel), long> _triggers = [];
    private readonly Dictionary<(string Campaign, string Outcome), long> _decisions = [];
    private readonly Queue<SeenTrigger> _last = new();
    private long _resurrected;
    private long _deadLetters;

    /// <summary>Takes a transition.</summary>
    public void Transition(JsonElement body)
    {
        lock (_lock)
        {
            if (_ids.Add($"t{body.GetProperty("id").GetString()}"))
            {
                (string?, string) edge = (body.GetProperty("from").GetString(), body.GetProperty("to").GetString()!);
                _transitions[edge] = _transitions.GetValueOrDefault(edge) + 1;
                _resurrected += body.GetProperty("resurrected").GetBoolean() ? 1 : 0;
            }
        }
    }

    /// <summary>Takes a profile; of a person the latest counts.</summary>
    public void Profile(JsonElement body)
    {
        lock (_lock)
        {
            _people[body.GetProperty("user").GetString()!] =
                (body.GetProperty("stage").GetString(), body.GetProperty("band").GetString()!);
        }
    }

    /// <summary>Takes a trigger.</summary>
    public void Trigger(JsonElement body)
    {
        lock (_lock)
        {
            if (!_ids.Add($"m{body.GetProperty("id").GetString()}"))
            {
                return;
            }

            string campaign = body.GetProperty("campaign").GetString()!;
            string channel = body.GetProperty("channel").GetString()!;
            _triggers[(campaign, channel)] = _triggers.GetValueOrDefault((campaign, channel)) + 1;
            _last.Enqueue(new SeenTrigger(body.GetProperty("at").GetDateTimeOffset(), body.GetProperty("user").GetString()!, campaign,
                channel, WhyText.Of(body)));
            if (_last.Count > TriggersKept)
            {
                _last.Dequeue();
            }
        }
    }

    /// <summary>Takes a decision, sent or suppressed.</summary>
    public void Decision(JsonElement body)
    {
        lock (_lock)
        {
            if (_ids.Add($"d{body.GetProperty("id").GetString()}"))
            {
                (string, string) key = (body.GetProperty("campaign").GetString()!, body.GetProperty("outcome").GetString()!);
                _decisions[key] = _decisions.GetValueOrDefault(key) + 1;
            }
        }
    }

    /// <summary>Takes a dead letter.</summary>
    public void DeadLetter()
    {
        lock (_lock)
        {
            _deadLetters++;
        }
    }

    /// <summary>A copy of everything, for showing.</summary>
    public TallySnapshot Read()
    {
        lock (_lock)
        {
            return new TallySnapshot(
                _people.Count,
                _people.Values.GroupBy(p => p.Stage ?? "none").ToDictionary(g => g.Key, g => (long)g.Count()),
                _people.Values.GroupBy(p => p.Band).ToDictionary(g => g.Key, g => (long)g.Count()),
                new Dictionary<(string?, string), long>(_transitions),
                _resurrected,
                new Dictionary<(string, string), long>(_triggers),
                new Dictionary<(string, string), long>(_decisions),
                [.. _last],
                _deadLetters);
        }
    }
}
