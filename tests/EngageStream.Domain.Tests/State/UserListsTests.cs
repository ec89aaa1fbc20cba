using EngageStream.Domain.State;
using EngageStream.Domain.Windows;

namespace EngageStream.Domain.Tests.State;

public class UserListsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Lists_that_share_a_block_do_not_disturb_each_other(int seed)
    {
        var random = new Random(seed);
        var user = new UserState(new UserMemory());
        var cells = new SortedDictionary<ulong, Cell>();
        var totals = new SortedDictionary<int, EventTotal>();
        var campaigns = new SortedDictionary<int, CampaignMemory>();
        byte[] id = [];
        ulong messages = 0;
        for (int i = 0; i < 5_000; i++)
        {
            switch (random.Next(7))
            {
                case 0 when random.Next(20) == 0:
                    id = new byte[random.Next(1, 257)];
                    random.NextBytes(id);
                    user.Id = id;
                    break;
                case 1:
                    var total = new EventTotal(random.Next(40), i, -i);
                    user.Totals.Set(total);
                    totals[total.Index] = total;
                    break;
                case 2:
                    var memory = new CampaignMemory(random.Next(30), i, -i, (ulong)i);
                    user.Campaigns.Set(memory);
                    campaigns[memory.Index] = memory;
                    break;
                case 3:
                    user.Recent.Append(++messages, (uint)(2 * messages));
                    if (user.Recent.Count == RecentMessages.Capacity)
                    {
                        user.ResetExceptId();
                        (messages, cells, totals, campaigns) = (0, [], [], []);
                    }

                    break;
                case 4 when random.Next(10) == 0:
                    user.Cells.Clear();
                    cells.Clear();
                    break;
                default:
                    var cell = new Cell((uint)random.Next(6), (uint)random.Next(50), 1);
                    user.Cells.Add(cell.Series, cell.Bucket, 1);
                    cell.Value += cells.TryGetValue(cell.Key, out Cell before) ? before.Value : 0;
                    cells[cell.Key] = cell;
                    break;
            }

            Assert.Equal(id, user.Id.ToArray());
            Assert.Equal(totals.Values, user.Totals.Items.ToArray());
            Assert.Equal(campaigns.Values, user.Campaigns.Items.ToArray());
            Assert.Equal(cells.Values, user.Cells.Cells.ToArray());
            Assert.Equal((int)messages, user.Recent.Count);
            for (int at = 0; at < user.Recent.Count; at++)
            {
                Assert.Equal(((ulong)at + 1, (uint)(2 * (at + 1))), (user.Recent.HashAt(at), user.Recent.MinuteAt(at)));
            }
        }
    }
}
