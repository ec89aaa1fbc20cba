using System.Text;
using EngageStream.Domain.Actors;
using EngageStream.Domain.Events;
using EngageStream.Domain.Model;
using EngageStream.Domain.Time;
using EngageStream.Runtime.Shards;
using EngageStream.Runtime.Tests.Shards;
using EngageStream.Runtime.Users;

namespace EngageStream.Runtime.Tests.Users;

public sealed class MemoryBoundTests : IDisposable
{
    private const int Users = 60_000;
    private const long Bound = 10_000_000;
    private const long Start = 1_767_225_600_000;
    private static readonly EngagementModel Model = ShardModels.Small();
    private readonly string _folder = Directory.CreateTempSubdirectory("engage-bound-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Memory_stays_within_the_bound_and_every_state_is_as_without_one()
    {
        Shard free = NewShard(new ShardOptions());
        Shard bound = NewShard(new ShardOptions { MemoryBytes = Bound, ScratchFolder = _folder });
        Assert.InRange(Fill(bound), 1, Bound);
        Assert.True(Fill(free) > 2 * Bound, "There is nothing to bound.");
        Assert.True(bound.Counts.ScratchBytes > 0);
        Assert.Equal(0, bound.Counts.ScratchFailures);
        Assert.Equal(ShardDump.Of(free), ShardDump.Of(bound));
    }

    [Fact]
    public void A_scratch_file_that_cannot_be_written_is_told_and_nothing_is_lost()
    {
        var failures = new List<Exception>();
        Shard free = NewShard(new ShardOptions());
        string gone = Path.Combine(_folder, "gone");
        Shard bound = NewShard(new ShardOptions { MemoryBytes = Bound, ScratchFolder = gone, ScratchFailed = failures.Add });
        Fill(free);
        Fill(bound);
        Assert.NotEmpty(failures);
        Assert.All(failures, failure => Assert.IsAssignableFrom<IOException>(failure));
        Assert.Equal(failures.Count, bound.Counts.ScratchFailures);
        Assert.Equal(0, bound.Counts.ScratchBytes);
        Assert.Equal(ShardDump.Of(free), ShardDump.Of(bound));

        // As soon as it can be written, states go there.
        Directory.CreateDirectory(gone);
        Fill(bound);
        Assert.True(bound.Counts.ScratchBytes > 0);
    }

    [Fact]
    public void Unpacked_states_beyond_their_share_press_for_a_commit_after_which_they_are_packed()
    {
        Shard bound = NewShard(new ShardOptions { MemoryBytes = Bound, ScratchFolder = _folder });
        Shard free = NewShard(new ShardOptions());
        int users = 0;
        for (; !bound.IsPressing && users < Users; users++)
        {
            Receive(bound, users);
            Receive(free, users);
        }

        Assert.InRange(bound.Store.Users.Active.Bytes, Bound / 2, Bound);
        Assert.False(free.IsPressing);
        new DroppingLog().Commit(bound);
        Assert.True(bound.IsPressing);
        bound.Passivate();
        Assert.False(bound.IsPressing);
        Assert.InRange(bound.Counts.ActiveUsers, 1, users - 1);
    }

    [Fact]
    public void Pages_find_the_memory_of_those_that_went_to_the_scratch_file()
    {
        const int Kept = 40;
        const int Opened = 10;
        var pages = new StatePages(new PageSpill(_folder, StatePages.PageBytes, failed: null));
        byte[] state = new byte[60_000];
        for (int round = 0; round < 20; round++)
        {
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            for (int block = 0; block < 4 * Opened; block++)
            {
                pages.Add(0, "a"u8, state);
            }

            pages.Spill(Kept * StatePages.PageBytes);
            Assert.InRange(pages.MemoryBytes, 0, Kept * StatePages.PageBytes);
            Assert.True(
                round < Kept / Opened || GC.GetAllocatedBytesForCurrentThread() - allocated < StatePages.PageBytes,
                $"Round {round} took new memory.");
        }
    }

    private static void Receive(Shard shard, int user)
    {
        var e = new InputEvent(Model.Schema);
        ShardModels.Fill(e, Encoding.UTF8.GetBytes($"customer-{user:D8}"), user % 3, Start + user);
        shard.Receive(e, new RecordPosition(0, shard.NextInputOffset, Start + user), Start + user);
    }

    private static Shard NewShard(ShardOptions options) => new(0, Model, new UserActor(Model), options, new SilentOutput());

    // Two rounds over everybody, on different days, with commits; returns the most that was ever in memory after one.
    private static long Fill(Shard shard)
    {
        var e = new InputEvent(Model.Schema);
        var log = new DroppingLog();
        long offset = shard.NextInputOffset;
        long highest = 0;
        long from = Math.Max(Start, shard.ClockMs + Durations.Day);
        for (int i = 0; i < 2 * Users; i++)
        {
            long now = from + (i / Users * 2 * Durations.Day) + i;
            ShardModels.Fill(e, Encoding.UTF8.GetBytes($"customer-{i % Users:D8}"), i % 3, now);
            shard.Receive(e, new RecordPosition(0, offset++, now), now);
            if (i % 1_000 == 999)
            {
                log.Commit(shard);
                shard.Passivate();
                highest = Math.Max(highest, shard.Counts.MemoryBytes);
            }
        }

        return highest;
    }
}
