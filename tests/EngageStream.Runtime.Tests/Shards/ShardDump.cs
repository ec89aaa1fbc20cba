using System.Text;
using EngageStream.Domain.State;
using EngageStream.Runtime.Shards;
using EngageStream.Runtime.Users;

namespace EngageStream.Runtime.Tests.Shards;

/// <summary>All that a shard holds, as lines: each user's state packed as of the shard clock, its timer, and the counts.</summary>
internal static class ShardDump
{
    public static List<string> Of(Shard shard)
    {
        ShardStore store = shard.Store;
        var codec = new UserStateCodec(store.Model);
        var lines = new List<string>();
        for (int slot = 0; slot < store.Users.SlotCount; slot++)
        {
            if (!store.Users.IsUsed(slot))
            {
                continue;
            }

            ActiveUser? active = store.Users.ActiveIn(slot);
            UserState state = active?.State ?? new UserState();
            if (active is null)
            {
                codec.Decode(store.Users.StateOf(slot), state);
            }

            long due = active?.DueMs ?? store.Timers.DueOf(slot);
            string id = Encoding.UTF8.GetString(store.Users.IdOf(slot));
            lines.Add($"{id} due={due} {Convert.ToHexString(codec.Encode(state, Math.Min(shard.ClockMs, due)))}");
        }

        lines.Sort(StringComparer.Ordinal);
        ShardCounts counts = shard.Counts;
        lines.Add($"clock={shard.ClockMs} next={shard.NextInputOffset} users={counts.Users}");
        lines.Add($"stages={string.Join(',', counts.ByStage)} bands={string.Join(',', counts.ByBand)} {counts.Aggregates}");
        return lines;
    }
}
