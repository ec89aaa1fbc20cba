using EngageStream.Domain.State;
using EngageStream.Runtime.Users;

namespace EngageStream.Runtime.Tests.Users;

public class ActiveUsersTests
{
    [Fact]
    public void Who_is_still_active_when_the_memory_of_many_is_given_back_keeps_all()
    {
        var users = new ActiveUsers();
        ActiveUser ann = Add(users, 0);
        ActiveUser[] others = [.. Enumerable.Range(1, 5000).Select(slot => Add(users, slot))];
        ActiveUser bob = Add(users, 5001);
        foreach (ActiveUser other in others)
        {
            users.Remove(other);
        }

        users.ReleaseMemory();

        // What comes next lies elsewhere.
        _ = Enumerable.Range(1, 100).Select(slot => Add(users, slot)).ToArray();
        foreach (ActiveUser user in new[] { ann, bob })
        {
            Assert.Equal(user.Slot, user.Cells.Series(7)[0].Value);
            Assert.Equal((ulong)user.Slot, user.Recent.HashAt(0));
            Assert.Equal(user.Slot, user.Totals.Get(3).Count);
            Assert.Equal(user.Slot, user.Campaigns.Get(4).LastSentMs);
            Assert.Equal(BitConverter.GetBytes(user.Slot), user.Traits.Get(5).Text!);
        }
    }

    private static ActiveUser Add(ActiveUsers users, int slot)
    {
        ActiveUser user = users.Add(slot, hash: 0);
        user.Reset();
        user.Cells.Add(7, 1, slot);
        user.Recent.TryAdd((ulong)slot, 0);
        user.Totals.Set(new EventTotal(3, slot, 0));
        user.Campaigns.Set(new CampaignMemory(4, slot, 0, 0));
        user.Traits.Set(new TraitValue(5, default, 0, BitConverter.GetBytes(slot)));
        return user;
    }
}
