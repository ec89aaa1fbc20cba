using EngageStream.Chaos.Faults;

namespace EngageStream.Chaos.Tests.Faults;

public sealed class FaultPlanTests
{
    private static readonly FaultKind[] All = Enum.GetValues<FaultKind>();

    [Fact]
    public void The_same_seed_gives_the_same_faults()
    {
        Assert.Equal(Draw(seed: 7), Draw(seed: 7));
        Assert.NotEqual(Draw(seed: 7), Draw(seed: 8));
    }

    [Fact]
    public void A_shorter_run_is_the_beginning_of_a_longer_one() => Assert.Equal(Draw(seed: 7, faults: 30), Draw(seed: 7).Take(30));

    [Fact]
    public void Every_kind_comes_often_in_a_long_run() =>
        Assert.All(All, kind => Assert.InRange(Draw(seed: 3, faults: 100).Count(fault => fault.Kind == kind), 7, 35));

    [Fact]
    public void Only_kinds_that_were_asked_for_come()
    {
        FaultKind[] kinds = [FaultKind.Kill, FaultKind.Broker];
        Assert.Equal(kinds, FaultPlan.Draw(1, 50, kinds, 3, TimeSpan.FromSeconds(1)).Select(fault => fault.Kind).Distinct().Order());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Faults_concern_engines_that_run_and_leave_one_at_least(int engines)
    {
        var running = new HashSet<int>(Enumerable.Range(1, engines));
        foreach (Fault fault in FaultPlan.Draw(5, 500, All, engines, TimeSpan.FromSeconds(1)))
        {
            if (fault.Kind == FaultKind.Add)
            {
                Assert.True(running.Add(fault.Node), $"{fault} runs already");
            }
            else if (fault.Node > 0)
            {
                Assert.Contains(fault.Node, running);
            }

            if (fault.Kind == FaultKind.Remove)
            {
                running.Remove(fault.Node);
            }

            Assert.InRange(running.Count, Math.Max(1, engines - 1), engines + 1);
            Assert.InRange(fault.Node, 0, engines + 1);
        }
    }

    [Fact]
    public void Most_pauses_outlast_a_session_and_some_do_not()
    {
        List<Fault> pauses = FaultPlan.Draw(5, 200, [FaultKind.Pause], 3, TimeSpan.FromSeconds(1)).ToList();
        double zombies = pauses.Count(fault => fault.Hold > FaultPlan.Session) / (double)pauses.Count;
        Assert.InRange(zombies, 0.6, 0.9);
    }

    [Fact]
    public void Some_faults_come_before_the_recovery_from_the_one_before() =>
        Assert.InRange(Draw(seed: 1).Count(fault => fault.Hasty), 10, 90);

    private static IReadOnlyList<Fault> Draw(long seed, int faults = 200) => FaultPlan.Draw(seed, faults, All, 3, TimeSpan.FromSeconds(3));
}
