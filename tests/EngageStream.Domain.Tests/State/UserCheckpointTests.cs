using EngageStream.Domain.Model;
using EngageStream.Domain.State;
using EngageStream.Domain.Testing;
using EngageStream.Domain.Time;

namespace EngageStream.Domain.Tests.State;

public sealed class UserCheckpointTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Puts_back_what_any_step_of_a_long_life_changed()
    {
        EngagementModel model = TestModels.Lifecycle(
            TestModels.Campaign("thanks", new CampaignEntry.OnEvent(TestModels.OrderCompleted)),
            TestModels.Campaign("gift", new CampaignEntry.OnAbsence(TestModels.OrderCompleted, TestModels.SignedUp, 3 * Durations.Day)));
        var driver = new UserActorTestDriver(model);
        var codec = new UserStateCodec(model);
        var checkpoint = new UserCheckpoint();
        var random = new Random(5);
        DateTimeOffset at = Start;
        driver.Track("ann", "Signed Up", at);
        for (int i = 0; i < 500; i++)
        {
            at = at.AddMinutes(random.Next(10) == 0 ? random.Next(60 * 24 * 40) : random.Next(90));
            UserState user = driver.StateOf("ann");
            byte[] before = codec.Encode(user, driver.NowMs).ToArray();
            long beforeMs = driver.NowMs;
            checkpoint.Take(user);
            string name = random.Next(3) == 0 ? "Order Completed" : "Checked In";
            driver.Send(
                $$$"""{"type":"track","event":"{{{name}}}","userId":"ann","messageId":"m{{{random.Next(i + 1)}}}","timestamp":"{{{at.UtcDateTime:O}}}","traits":{"firstName":"n{{{i}}}"}}""",
                at);
            var changed = new UserState();
            changed.CopyFrom(user);
            checkpoint.PutBack(user);
            Assert.Equal(before, codec.Encode(user, beforeMs).ToArray());
            user.CopyFrom(changed);
        }
    }
}
