using EngageStream.Domain.Actors;
using EngageStream.Domain.Churn;
using EngageStream.Domain.Effects;
using EngageStream.Domain.Events;
using EngageStream.Domain.Model;
using EngageStream.Domain.State;
using EngageStream.Domain.Testing;
using EngageStream.Domain.Time;
using EngageStream.Domain.Windows;

namespace EngageStream.Domain.Tests.State;

public class UserStateCodecTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly EngagementModel _model = TestModels.Lifecycle(
        TestModels.Campaign("thanks", new CampaignEntry.OnEvent(TestModels.OrderCompleted)),
        TestModels.Campaign("gift", new CampaignEntry.OnAbsence(TestModels.OrderCompleted, TestModels.SignedUp, 3 * Durations.Day)));

    [Fact]
    public void Writing_reading_and_writing_again_gives_the_same_bytes()
    {
        (UserState user, long now) = BusyUser();
        byte[] first = new UserStateCodec(_model).Encode(user, now).ToArray();
        var copy = new UserState { Id = user.Id };
        new UserStateCodec(_model).Decode(first, copy);
        Assert.Equal(first, new UserStateCodec(_model).Encode(copy, now).ToArray());
        Assert.Equal(LiveCells(user, now), copy.Cells.Cells.ToArray());
        Assert.Equal(user.Totals.Items.ToArray(), copy.Totals.Items.ToArray());
        Assert.Equal(user.Campaigns.Items.ToArray(), copy.Campaigns.Items.ToArray());
        Assert.Equal(HashesOf(user.Recent).TakeLast(4), HashesOf(copy.Recent));
        Assert.Equal("Ann"u8.ToArray(), copy.Traits.Get(0).Text);
        Assert.Equal(
            (user.Stage, user.Band, user.StageSinceMs, user.ActiveDays, user.Sessions, user.EndedSessionsMs, user.LastActivityMs),
            (copy.Stage, copy.Band, copy.StageSinceMs, copy.ActiveDays, copy.Sessions, copy.EndedSessionsMs, copy.LastActivityMs));
    }

    [Theory]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(300)]
    public void Any_number_of_series_is_read_again(int series)
    {
        EngagementModel model = Wide(metrics: 100);
        var user = new UserState { Id = [1], LastRecordMs = Start.ToUnixTimeMilliseconds() };
        for (uint i = 0; i < series; i++)
        {
            var grain = (BucketGrain)(i % BucketGrains.Count);
            uint last = grain.BucketOf(user.LastRecordMs, model.Calendar);
            user.Cells.Add(i, last - 1, i);
            user.Cells.Add(i, last, i + 0.5);
        }

        var copy = new UserState { Id = user.Id };
        var codec = new UserStateCodec(model);
        byte[] bytes = codec.Encode(user, user.LastRecordMs).ToArray();
        codec.Decode(bytes, copy);
        Assert.Equal(user.Cells.Cells.ToArray(), copy.Cells.Cells.ToArray());
        Assert.Equal(bytes, codec.Encode(copy, user.LastRecordMs).ToArray());
    }

    [Fact]
    public void A_read_state_goes_on_as_the_original_does()
    {
        (UserState user, long now) = BusyUser();
        var copy = new UserState { Id = user.Id };
        var codec = new UserStateCodec(_model);
        codec.Decode(codec.Encode(user, now), copy);
        var actor = new UserActor(_model);
        for (int i = 0; i < 10; i++)
        {
            long due = actor.NextDue(user, now);
            Assert.Equal(due, actor.NextDue(copy, now));
            if (due == Durations.Never)
            {
                break;
            }

            actor.FireTimers(user, due, due, new EffectBuffer());
            actor.FireTimers(copy, due, due, new EffectBuffer());
            now = due;
            Assert.Equal(codec.Encode(user, now).ToArray(), codec.Encode(copy, now).ToArray());
        }
    }

    [Fact]
    public void Peek_reads_stage_and_band()
    {
        (UserState user, long now) = BusyUser();
        user.Band = RiskBand.Medium;
        var codec = new UserStateCodec(_model);
        Assert.Equal((user.Stage, RiskBand.Medium), codec.Peek(codec.Encode(user, now)));
    }

    [Fact]
    public void What_has_expired_is_not_written()
    {
        (UserState user, long now) = BusyUser();
        var codec = new UserStateCodec(_model);
        int fresh = codec.Encode(user, now).Length;
        int idle = codec.Encode(user, now + (2 * Durations.Day)).Length;
        int quiet = codec.Encode(user, now + (100 * Durations.Day)).Length;
        Assert.True(fresh > idle && idle > quiet, $"{fresh} > {idle} > {quiet}");
        var copy = new UserState();
        codec.Decode(codec.Encode(user, now + (100 * Durations.Day)), copy);
        Assert.Equal(0, copy.Cells.Count);
        Assert.Equal(0, copy.Recent.Count);
    }

    [Fact]
    public void Names_stand_by_content_so_a_reordered_playbook_reads_the_state()
    {
        (UserState user, long now) = BusyUser();
        EngagementModel other = new()
        {
            Name = "other",
            ContentHash = "ff",
            Schema = new EventSchema(["Checked In", "Order Completed"], [], ["age", "firstName"]),
            Events = [new TrackedEvent("Checked In", true), new TrackedEvent("Order Completed", true)],
            Metrics = [_model.Metrics[0], _model.Metrics[2], _model.Metrics[1]],
            Stages = [.. _model.Stages.Reverse()],
        };
        var copy = new UserState();
        new UserStateCodec(other).Decode(new UserStateCodec(_model).Encode(user, now), copy);
        Assert.Equal(user.Totals.Get(TestModels.OrderCompleted).Count, copy.Totals.Get(1).Count);
        Assert.Equal("Ann"u8.ToArray(), copy.Traits.Get(1).Text);
        Assert.Equal(_model.Stages[user.Stage].Name, other.Stages[copy.Stage].Name);
        Assert.Equal(LiveCells(user, now).Length, copy.Cells.Count);
    }

    [Fact]
    public void Broken_bytes_are_refused_and_never_read_beyond()
    {
        (UserState user, long now) = BusyUser();
        byte[] bytes = new UserStateCodec(_model).Encode(user, now).ToArray();
        var codec = new UserStateCodec(_model);
        for (int length = 0; length < bytes.Length; length++)
        {
            byte[] cut = bytes[..length];
            Assert.Throws<InvalidDataException>(() => codec.Decode(cut, new UserState()));
        }

        bytes[0] = 99;
        Assert.Contains("layout 99", Assert.Throws<InvalidDataException>(() => codec.Decode(bytes, new UserState())).Message);
    }

    private static EngagementModel Wide(int metrics)
    {
        EngagementModel narrow = TestModels.Lifecycle();
        return new EngagementModel
        {
            Name = narrow.Name,
            ContentHash = narrow.ContentHash,
            Schema = narrow.Schema,
            Events = narrow.Events,
            Metrics = [.. Enumerable.Range(0, metrics).Select(i => narrow.Metrics[0] with { Name = $"count(activity) {i}" })],
            Stages = narrow.Stages,
        };
    }

    // A state drops what has expired when it is written; in memory a series does when it next counts.
    private static Cell[] LiveCells(UserState user, long now) => user.Cells.Cells.ToArray()
        .Where(cell => (BucketGrain)(cell.Series % BucketGrains.Count) is var grain
            && grain.EndOf(cell.Bucket, LocalCalendar.Utc) + grain.LongestWindowMs() > now)
        .ToArray();

    private static ulong[] HashesOf(RecentMessages recent)
    {
        ulong[] hashes = new ulong[recent.Count];
        for (int i = 0; i < hashes.Length; i++)
        {
            hashes[i] = recent.HashAt(i);
        }

        return hashes;
    }

    private (UserState User, long NowMs) BusyUser()
    {
        var driver = new UserActorTestDriver(_model);
        driver.Track("ann", "Signed Up", Start, traits: """{"firstName":"Ann","age":41}""");
        for (int i = 0; i < 40; i++)
        {
            string id = $"m{i}";
            DateTimeOffset at = Start.AddHours(7 * i);
            driver.Send(
                $$$"""{"type":"track","event":"{{{(i % 3 == 0 ? "Order Completed" : "Checked In")}}}","userId":"ann","messageId":"{{{id}}}","timestamp":"{{{at.UtcDateTime:O}}}","properties":{"revenue":{{{i + 0.5}}}}}""",
                at);
        }

        driver.Track("ann", "Signed Up", Start.AddHours(274));
        return (driver.StateOf("ann"), driver.NowMs);
    }
}
