using System.Text;
using EngageStream.Domain.Effects;
using EngageStream.Domain.State;
using EngageStream.Runtime.Shards;

namespace EngageStream.Runtime.Tests.Simulation;

/// <summary>
/// The outputs of one partition. What a step puts out counts when its transaction is committed. Of a timer's step the record
/// taken last is left out: it says how timers and records were interleaved, which is free.
/// </summary>
internal sealed class SimulatedOutput : IShardOutput
{
    /// <summary>How a step ends that did nothing.</summary>
    public const string NoEffect = "profile=False duplicate=False late=False";

    private readonly List<(string User, string Line)> _open = [];

    /// <summary>Whether the step at hand is a timer's; the actor says so.</summary>
    public bool OfTimer { get; set; }

    /// <summary>What each person's steps did, in order.</summary>
    public SortedDictionary<string, List<string>> ByUser { get; } = new(StringComparer.Ordinal);

    /// <summary>What records did, in order.</summary>
    public List<string> OfRecords { get; } = [];

    public void Publish(Shard shard, UserState user, EffectBuffer effects, in RecordPosition cause, long clockMs)
    {
        var line = new StringBuilder(OfTimer ? $"timer @{clockMs}" : $"#{cause.Offset} @{clockMs}");
        line.Append($" events={user.Events} stage={user.Stage} since={user.StageSinceMs} band={user.Band} traits={user.Traits.Count}");
        line.Append($" profile={effects.ProfileChanged} duplicate={effects.Duplicate} late={effects.Late}");
        line.AppendJoin(' ', effects.Transitions.Select(t => $" {t.From}>{t.To} at {t.AtMs} since {t.SinceMs}"));
        line.AppendJoin(' ', effects.Decisions.Select(d => $" {d.Id} {d.Campaign.Name} {d.Outcome}"));
        Add(user.Id, line.ToString());
    }

    public void Fault(Shard shard, ReadOnlySpan<byte> userId, Exception error, in RecordPosition cause, long? dueMs) =>
        Add(userId, dueMs is null ? $"#{cause.Offset} fault {error.Message}" : $"timer @{dueMs} fault {error.Message}");

    /// <summary>The transaction is committed.</summary>
    public void Commit()
    {
        foreach ((string user, string line) in _open)
        {
            if (!ByUser.TryGetValue(user, out List<string>? lines))
            {
                ByUser[user] = lines = [];
            }

            lines.Add(line);
            if (line[0] == '#')
            {
                OfRecords.Add($"{user} {line}");
            }
        }

        _open.Clear();
    }

    /// <summary>The transaction is aborted.</summary>
    public void Abort() => _open.Clear();

    private void Add(ReadOnlySpan<byte> user, string line) => _open.Add((Encoding.UTF8.GetString(user), line));
}
