using System.Globalization;
using System.Text;
using EngageStream.Domain.Churn;
using EngageStream.Domain.Events;
using EngageStream.Domain.Model;
using EngageStream.Domain.State;
using EngageStream.Domain.Windows;
using EngageStream.Runtime.Tests.Shards;

namespace EngageStream.Runtime.Tests.StateLog.Frozen;

/// <summary>The people in the frozen logs, field by field. Never change them: the files hold them.</summary>
internal static class FrozenState
{
    /// <summary>Shard clock: 2026-03-01T12:00:00Z.</summary>
    public const long ClockMs = 1_772_366_400_000;

    private const long Hour = 3_600_000;

    public static EngagementModel Model { get; } = ShardModels.Small("frozen");

    /// <summary>Somebody about whom everything is known that can be.</summary>
    public static UserState Ann()
    {
        var user = new UserState
        {
            Id = Encoding.UTF8.GetBytes("ann-ä"),
            Stage = 2,
            StageSinceMs = ClockMs - (40 * Hour),
            Band = RiskBand.Medium,
            BandSinceMs = ClockMs - Hour,
            FirstSeenMs = ClockMs - (4000 * Hour),
            LastActivityMs = ClockMs - 5,
            LastRecordMs = ClockMs - 2,
            FirstActiveDay = 20_340,
            LastActiveDay = 20_513,
            ActiveDays = 17,
            SessionStartMs = ClockMs - Hour,
            SessionLastMs = ClockMs - 5,
            Sessions = 21,
            EndedSessionsMs = 123_456_789,
            Events = 300,
        };
        user.Totals.Set(new EventTotal(0, 12, ClockMs - 70 * Hour));
        user.Totals.Set(new EventTotal(1, 288, ClockMs - 5));
        user.Campaigns.Set(new CampaignMemory(0, 0, ClockMs + Hour, 0xFEDC_BA98_7654_3210));
        user.Campaigns.Set(new CampaignMemory(2, ClockMs - (30 * Hour), 0, 0));
        user.Traits.Set(new TraitValue(0, PropertyKind.Text, 0, Encoding.UTF8.GetBytes("Änne")));
        user.Recent.Append(0x0102_0304_0506_0708, (uint)((ClockMs - Hour) / 60_000));
        user.Recent.Append(ulong.MaxValue, (uint)((ClockMs - 5) / 60_000));
        AddCells(user);
        return user;
    }

    /// <summary>Somebody of whom little more is known than the name.</summary>
    public static UserState Cid() => new()
    {
        Id = "cid"u8.ToArray(),
        FirstSeenMs = ClockMs - 10,
        LastRecordMs = ClockMs - 10,
        Events = 1,
    };

    /// <summary>All of a state, as lines.</summary>
    public static IEnumerable<string> Lines(UserState user, long dueMs)
    {
        yield return Line($"{Encoding.UTF8.GetString(user.Id)} due {dueMs} stage {user.Stage} since {user.StageSinceMs} band {user.Band} since {user.BandSinceMs}");
        yield return Line($"seen {user.FirstSeenMs} active {user.LastActivityMs} record {user.LastRecordMs} events {user.Events}");
        yield return Line($"days {user.FirstActiveDay} {user.LastActiveDay} {user.ActiveDays}");
        yield return Line($"sessions {user.SessionStartMs} {user.SessionLastMs} {user.Sessions} {user.EndedSessionsMs}");
        yield return string.Join(", ", user.Totals.Items.ToArray());
        yield return string.Join(", ", user.Campaigns.Items.ToArray());
        yield return string.Join(", ", user.Traits.Items.ToArray().Select(t => Line($"{t.Index} {t.Kind} {t.Number} {Convert.ToHexString(t.Text ?? [])}")));
        yield return string.Join(", ", Enumerable.Range(0, user.Recent.Count).Select(i => Line($"{user.Recent.HashAt(i):x} {user.Recent.MinuteAt(i)}")));
        yield return string.Join(", ", user.Cells.Cells.ToArray().Select(c => Line($"{c.Series} {c.Bucket} {c.Value}")));
    }

    private static void AddCells(UserState user)
    {
        foreach (BucketGrain grain in Enum.GetValues<BucketGrain>())
        {
            uint last = grain.BucketOf(ClockMs, Model.Calendar);
            user.Cells.Add((uint)grain, last - 1, 3);
            user.Cells.Add((uint)grain, last, 1);
            user.Cells.Add((uint)(BucketGrains.Count + (int)grain), last, 12.75);
        }
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
