using EngageStream.Domain.State;
using EngageStream.Runtime.Users;

namespace EngageStream.Runtime.Tests.Users;

public class ActiveIndexTests
{
    [Theory]
    [InlineData(1, 1_000_000)]
    [InlineData(2, 50)] // hashes that collide, and run into each other
    public void Agrees_with_a_dictionary(int seed, int hashes)
    {
        var random = new Random(seed);
        var memory = new UserMemory();
        var index = new ActiveIndex();
        var expected = new Dictionary<int, ActiveUser>();
        for (int i = 0; i < 30_000; i++)
        {
            // Many come, then many go.
            int key = random.Next(2_000);
            bool comes = random.Next(10) < (i / 5_000 % 2 == 0 ? 8 : 2);
            if (comes && !expected.ContainsKey(key))
            {
                var user = new ActiveUser(memory) { Id = BitConverter.GetBytes(key), Hash = HashOf(key, hashes) };
                index.Add(user);
                expected[key] = user;
            }
            else if (!comes && expected.Remove(key, out ActiveUser? gone))
            {
                index.Remove(gone);
            }

            if (random.Next(1_000) == 0)
            {
                index.TrimExcess();
            }

            int any = random.Next(2_000);
            Assert.Same(expected.GetValueOrDefault(any), index.Find(HashOf(any, hashes), BitConverter.GetBytes(any)));
            Assert.Equal(expected.Count, index.Count);
        }

        Assert.All(expected, pair => Assert.Same(pair.Value, index.Find(pair.Value.Hash, BitConverter.GetBytes(pair.Key))));
        Assert.All(expected.Values, user => Assert.Equal(user.Hash, index.Guess(user.Hash)!.Hash));
    }

    private static uint HashOf(int key, int hashes) => (uint)(key % hashes * 2_654_435_761L);
}
