using System.Text;
using System.Text.Json.Nodes;
using EngageStream.Domain.Actors;
using EngageStream.Domain.Model;
using EngageStream.Domain.Time;
using EngageStream.Runtime.Reads;
using EngageStream.Runtime.Shards;
using EngageStream.Runtime.Tests.Shards;
using EngageStream.Runtime.Users;
using FsCheck;
using FsCheck.Fluent;

namespace EngageStream.Runtime.Tests.Reads;

public sealed class CommittedReadTests : IDisposable
{
    private const long Start = 1_767_225_600_000;
    private static readonly EngagementModel Model = ShardModels.Small();
    private readonly string _folder = Directory.CreateTempSubdirectory("engage-reads-").FullName;
    private readonly UserBodies _bodies = new(Model, live: false);
    private readonly MemoryStateLog _log = new();
    private Shard _shard = NewShard(new ShardOptions());
    private long _offset;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_person_whom_no_commit_ever_wrote_is_unknown()
    {
        Assert.Null(Read("ann"));
        Send("ann", Start);
        Assert.Null(Read("ann"));
        _log.Commit(_shard);
        Assert.Equal(1, (int?)Read("ann")!["events"]);
        Assert.Null(Read("bob"));
    }

    [Fact]
    public void What_is_not_committed_is_not_read()
    {
        Send("ann", Start);
        _log.Commit(_shard);
        Send("ann", Start + 1_000);
        Assert.Equal(1, (int?)Read("ann")!["events"]);
        Assert.Equal(Instant(Start), (string?)Read("ann")!["as_of"]);
        _log.Commit(_shard);
        Assert.Equal(2, (int?)Read("ann")!["events"]);
        Assert.Equal(Instant(Start + 1_000), (string?)Read("ann")!["as_of"]);
    }

    [Fact]
    public void A_commit_that_is_written_counts_only_when_it_has_succeeded()
    {
        Send("ann", Start);
        _log.Commit(_shard);
        Send("ann", Start + 1_000);
        _log.CommitTorn(_shard, records: 1);
        Assert.Equal(1, (int?)Read("ann")!["events"]);
        _shard.RollBack();
        Assert.Equal(1, (int?)Read("ann")!["events"]);
    }

    [Fact]
    public void A_timer_that_has_fired_is_read_when_its_commit_has_succeeded()
    {
        Send("ann", Start);
        _log.Commit(_shard);
        long due = _shard.ReadCommitted(UserHash.Of("ann"u8), "ann"u8)!.DueMs;
        Assert.Equal(_shard.NextTimerMs, due);
        _shard.AdvanceClock(Start + (40 * Durations.Day), null);
        _shard.FireDueTimers(0, int.MaxValue);
        Assert.Equal("buyer", (string?)Read("ann")!["stage"]);
        Assert.Equal(due, _shard.ReadCommitted(UserHash.Of("ann"u8), "ann"u8)!.DueMs);
        _log.Commit(_shard);
        Assert.Equal("dormant", (string?)Read("ann")!["stage"]);
    }

    [Fact]
    public void A_quiet_shard_is_read_as_of_the_instant_up_to_which_nothing_happened()
    {
        Send("ann", Start);
        _log.Commit(_shard);
        _shard.AdvanceClock(Start + Durations.Hour, null);
        Assert.Equal(Instant(Start), (string?)Read("ann")!["as_of"]);
        _shard.Settle();
        Assert.Equal(Instant(Start + Durations.Hour), (string?)Read("ann")!["as_of"]);

        // What happens then is not committed, and does not take that back.
        Send("bob", Start + Durations.Hour + 1);
        _shard.Settle();
        Assert.Equal(Instant(Start + Durations.Hour), (string?)Read("ann")!["as_of"]);
    }

    [Fact]
    public void Reading_makes_nobody_active()
    {
        _shard = NewShard(new ShardOptions { IdleAfterMs = 1 });
        Send("ann", Start);
        _shard.AdvanceClock(Start + Durations.Hour, null);
        _log.Commit(_shard);
        _shard.Passivate();
        Assert.Equal(0, _shard.Counts.ActiveUsers);
        Assert.Equal(1, (int?)Read("ann")!["events"]);
        Assert.Equal(0, _shard.Counts.ActiveUsers);
    }

    [Fact]
    public void People_in_the_scratch_file_are_read_as_well()
    {
        const int Users = 20_000;
        _shard = NewShard(new ShardOptions { MemoryBytes = 3_000_000, ScratchFolder = _folder });
        for (int i = 0; i < Users; i++)
        {
            Send($"user-{i}", Start + i);
            if (i % 1_000 == 999)
            {
                _log.Commit(_shard);
                _shard.Passivate();
            }
        }

        Assert.True(_shard.Counts.ScratchBytes > 0, "Nobody is in the scratch file.");
        Assert.Equal(0, _shard.Counts.ScratchFailures);
        for (int i = 0; i < Users; i += 7)
        {
            JsonNode user = Read($"user-{i}")!;
            Assert.Equal(($"user-{i}", 1, Instant(Start + i)), ((string?)user["user"], (int?)user["events"], (string?)user["first_seen"]));
        }
    }

    [Fact]
    public void What_is_read_is_what_a_restore_would_find() => FsCheck.Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(100), Prop.ForAll(ShardOperation.Arbitrary, operations =>
        {
            var tight = new ShardOptions { MaxActiveUsers = 2, IdleAfterMs = Durations.Day, MaxBatchBytes = 400 };
            ShardRun run = new ShardRun(Model, tight, () => new UserActor(Model), obeyCuts: true).Run(operations);
            Shard restored = NewShard(new ShardOptions());
            run.Log.Restore(restored);
            foreach (string user in Enumerable.Range(0, 7).Select(number => $"user-{number}"))
            {
                Assert.Equal(Read(restored, user, explain: true)?.ToJsonString(), Read(run.Shard, user, explain: true)?.ToJsonString());
            }
        }));

    private static Shard NewShard(ShardOptions options) => new(0, Model, new UserActor(Model), options, new SilentOutput());

    private static string Instant(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'");

    private void Send(string user, long nowMs) =>
        _shard.Receive(ShardModels.Event(Model, user, ShardModels.Order, nowMs), new RecordPosition(0, _offset++, nowMs), nowMs);

    private JsonNode? Read(string user) => Read(_shard, user, explain: false);

    private JsonNode? Read(Shard shard, string user, bool explain)
    {
        byte[] id = Encoding.UTF8.GetBytes(user);
        return shard.ReadCommitted(UserHash.Of(id), id) is { } committed ? JsonNode.Parse(_bodies.Write(id, committed, explain)) : null;
    }
}
