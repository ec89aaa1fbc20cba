using System.Text;
using EngageStream.Domain.State;
using EngageStream.Runtime.Tests.Shards;
using EngageStream.Runtime.Users;

namespace EngageStream.Runtime.Tests.Users;

public class UserTableTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_table_agrees_with_a_dictionary(int seed)
    {
        var random = new Random(seed);
        var table = new UserTable(new ChunkedArray<UserSlot>(), new UserStateCodec(ShardModels.Small()));
        var expected = new Dictionary<string, byte[]>();
        for (int i = 0; i < 60_000; i++)
        {
            string name = $"user-{random.Next(4000)}";
            byte[] id = Encoding.UTF8.GetBytes(name);
            uint hash = UserHash.Of(id);
            if (random.Next(4) == 0)
            {
                int slot = table.Find(hash, id);
                Assert.Equal(expected.Remove(name), slot >= 0);
                if (slot >= 0)
                {
                    table.Remove(slot, hash);
                }
            }
            else
            {
                var state = new byte[random.Next(10) == 0 ? random.Next(1, 5000) : random.Next(1, 200)];
                random.NextBytes(state);
                table.Put(hash, id, state);
                expected[name] = state;
            }

            table.CleanPages();
        }

        Assert.Equal(expected.Count, table.Count);
        foreach ((string name, byte[] state) in expected)
        {
            byte[] id = Encoding.UTF8.GetBytes(name);
            Assert.Equal(state, table.StateOf(table.Find(UserHash.Of(id), id)));
        }

        Assert.False(table.Pages.NeedsCleaning);
        Assert.Equal(expected.Sum(pair => StateBlock.LengthOf(pair.Key.Length, pair.Value.Length)), table.Pages.LiveBytes);
    }

    [Fact]
    public void A_user_with_the_hash_of_another_is_told_apart()
    {
        var table = new UserTable(new ChunkedArray<UserSlot>(), new UserStateCodec(ShardModels.Small()));
        int ann = table.Put(42, "ann"u8, [1]);
        int bob = table.Put(42, "bob"u8, [2]);
        Assert.NotEqual(ann, bob);
        table.Remove(ann, 42);
        Assert.Equal(-1, table.Find(42, "ann"u8));
        Assert.Equal(bob, table.Find(42, "bob"u8));
    }

    [Fact]
    public void The_longest_state_and_id_fit_a_page()
    {
        var table = new UserTable(new ChunkedArray<UserSlot>(), new UserStateCodec(ShardModels.Small()));
        var id = new byte[256];
        var state = new byte[UserStateCodec.MaxLength];
        state[^1] = 9;
        int slot = table.Put(UserHash.Of(id), id, state);
        Assert.Equal(id, table.IdOf(slot));
        Assert.Equal(state, table.StateOf(slot));
    }
}
