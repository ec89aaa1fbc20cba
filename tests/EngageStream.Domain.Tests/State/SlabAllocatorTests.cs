using EngageStream.Domain.State;

namespace EngageStream.Domain.Tests.State;

public class SlabAllocatorTests
{
    [Fact]
    public void Lists_never_share_room_whatever_is_given_back_in_between()
    {
        var random = new Random(1);
        var memory = new SlabAllocator<TraitValue>();
        var lists = new Dictionary<int, (TraitList List, int[] Expected)>();
        for (int i = 0; i < 20_000; i++)
        {
            int key = random.Next(200);
            if (!lists.TryGetValue(key, out (TraitList List, int[] Expected) entry))
            {
                entry = (new TraitList(memory), []);
            }

            if (random.Next(20) == 0)
            {
                entry.List.Release();
                lists[key] = (entry.List, []);
                continue;
            }

            // Texts of their own tell whose values these are, and that the collector knows of them.
            int index = random.Next(60);
            entry.List.Set(new TraitValue(index, default, key, [(byte)key, (byte)index]));
            lists[key] = (entry.List, [.. entry.Expected.Append(index).Distinct().Order()]);
            if (i % 5000 == 0)
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
            }
        }

        foreach ((int key, (TraitList list, int[] expected)) in lists)
        {
            Assert.Equal(expected, list.Items.ToArray().Select(value => value.Index));
            Assert.All(list.Items.ToArray(), value => Assert.Equal([(byte)key, (byte)value.Index], value.Text!));
        }
    }

    [Fact]
    public void Room_that_is_given_back_serves_the_next_list()
    {
        var memory = new UserMemory();
        List<UserState> users = Fill(memory, 1000);
        long reserved = memory.ReservedBytes;
        users.ForEach(user => user.Release());
        Assert.Equal(0, memory.UsedBytes);

        List<UserState> again = Fill(memory, 1000);
        Assert.InRange(memory.ReservedBytes, 1000 * 12 * 10, reserved);
        Assert.InRange(memory.UsedBytes, 1000 * 12 * 10, reserved);
        again.ForEach(user => user.Release());
        Assert.Equal(0, memory.UsedBytes);
    }

    [Fact]
    public void Lists_that_grow_together_do_not_leave_their_former_sizes_behind()
    {
        var memory = new UserMemory(isNative: true);
        UserState[] users = [.. Enumerable.Range(0, 10_000).Select(_ => new UserState(memory))];
        for (uint bucket = 0; bucket < 50; bucket++)
        {
            foreach (UserState user in users)
            {
                user.Cells.Add(0, bucket, bucket);
            }
        }

        Assert.InRange(memory.ReservedBytes, memory.UsedBytes, memory.UsedBytes * 3 / 2);
        Assert.All(users, user => Assert.Equal(Enumerable.Range(0, 50).Select(i => (double)i), user.Cells.Series(0).ToArray().Select(cell => cell.Value)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_nobody_uses_goes_when_it_is_asked_for(bool isNative)
    {
        var memory = new UserMemory(isNative);
        List<UserState> users = Fill(memory, 1000);
        users[1..].ForEach(user => user.Release());
        memory.TrimExcess();
        Assert.InRange(memory.ReservedBytes, memory.UsedBytes, 64 * 1024);
        Assert.Equal(9UL, users[0].Recent.HashAt(9));

        users[0].Release();
        memory.TrimExcess();
        Assert.Equal(0, memory.ReservedBytes);
        Assert.Equal(10, Fill(memory, 1)[0].Recent.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(100)]
    [InlineData(200_000)]
    public void A_block_has_the_room_that_is_asked_for_and_at_most_a_quarter_more(int capacity)
    {
        var memory = new SlabAllocator<long>();
        for (int size = capacity; size < capacity + 40; size++)
        {
            SlabBlock<long> block = memory.Rent(size);
            Assert.InRange(block.Length, size, size + (size / 4));
            block.All.Fill(size);
            block.Release();
            Assert.Equal(block.Address, memory.Rent(block.Length).Address);
        }
    }

    [Fact]
    public void What_is_moved_to_another_memory_is_equal_and_leaves_the_first()
    {
        var first = new UserMemory();
        var user = new UserState(first) { Id = [1], Events = 7 };
        user.Cells.Add(3, 4, 5);
        user.Recent.TryAdd(6, 0);
        user.Totals.Set(new EventTotal(7, 8, 9));
        user.Campaigns.Set(new CampaignMemory(1, 2, 3, 4));
        user.Traits.Set(new TraitValue(2, default, 0, [5]));
        var second = new UserMemory();
        user.MoveTo(second);
        Assert.Equal(0, first.UsedBytes);

        // What is written into the former room is no more seen.
        var next = new UserState(first);
        next.Cells.Add(9, 9, 9);
        Assert.Equal(5, user.Cells.Series(3)[0].Value);
        Assert.Equal(6UL, user.Recent.HashAt(0));
        Assert.Equal(8, user.Totals.Get(7).Count);
        Assert.Equal(4UL, user.Campaigns.Get(1).EntryHash);
        Assert.Equal([5], user.Traits.Get(2).Text!);
        Assert.Equal(7, user.Events);
        user.Release();
        Assert.Equal(0, second.UsedBytes);
    }

    private static List<UserState> Fill(UserMemory memory, int users) =>
        [.. Enumerable.Range(0, users).Select(_ =>
        {
            var user = new UserState(memory);
            for (ulong i = 0; i < 10; i++)
            {
                user.Recent.TryAdd(i, 0);
            }

            return user;
        })];
}
