using System.Text;
using EngageStream.Domain.Effects;
using EngageStream.Domain.State;
using EngageStream.Runtime.Shards;

namespace EngageStream.Runtime.Tests.Shards;

/// <summary>Writes each step down as a line, so that two runs can be compared.</summary>
internal sealed class RecordingOutput : IShardOutput
{
    public List<string> Lines { get; } = [];

    public List<(string User, Exception Error, RecordPosition Cause, long? DueMs)> Faults { get; } = [];

    public void Publish(Shard shard, UserState user, EffectBuffer effects, in RecordPosition cause, long clockMs)
    {
        var line = new StringBuilder($"{Encoding.UTF8.GetString(user.Id)} @{clockMs} #{cause.Offset} events={user.Events} stage={user.Stage}");
        line.Append($" band={user.Band} profile={effects.ProfileChanged} duplicate={effects.Duplicate}");
        line.AppendJoin(' ', effects.Transitions.Select(t => $" {t.From}>{t.To} at {t.AtMs} since {t.SinceMs}"));
        line.AppendJoin(' ', effects.Decisions.Select(d => $" {d.Id} {d.Campaign.Name} {d.Outcome}"));
        Lines.Add(line.ToString());
    }

    public void Fault(Shard shard, ReadOnlySpan<byte> userId, Exception error, in RecordPosition cause, long? dueMs)
    {
        string user = Encoding.UTF8.GetString(userId);
        Faults.Add((user, error, cause, dueMs));
        Lines.Add($"{user} fault {error.Message} #{cause.Offset} due={dueMs}");
    }
}
