using EngageStream.Host.Generation;
using EngageStream.LoadGenerator;
using EngageStream.Oracle.Judgement;
using EngageStream.Oracle.Records;
using EngageStream.Oracle.Tests.Runs;
using Xunit.Abstractions;

namespace EngageStream.Oracle.Tests.Judgement;

[Collection(ReplayedChaosRun.Name)]
public sealed class RealRunTests(ReplayedChaos chaos, ITestOutputHelper output)
{
    [Fact]
    public void A_replay_of_the_chaos_playbook_passes()
    {
        Verdict verdict = Judge.Run(ReplayedChaos.Options, chaos.Records);

        output.WriteLine(verdict.Report());
        Assert.Equal(Outcome.Pass, verdict.Outcome);
    }

    [Fact]
    public async Task A_live_run_of_the_chaos_playbook_passes()
    {
        (JudgeOptions options, IReadOnlyList<TopicRecord> records) = await LiveChaos.RunAsync(people: 200, TimeSpan.FromSeconds(25));

        Verdict verdict = Judge.Run(options, records);

        output.WriteLine(verdict.Report());
        Assert.Equal(Outcome.Pass, verdict.Outcome);
        Assert.True(verdict.Coverage["transitions by silence"] > 0);
    }

    [Fact]
    public async Task A_replay_of_the_starter_playbook_passes()
    {
        string playbook = File.ReadAllText(Repository.PathOf("playbooks/starter.yaml"))
            + "\nchurn: { r: 0.8, alpha: 12, a: 0.9, b: 2.5 }\n"; // people who do drop out, so that they cross the bands of risk
        var load = new LoadOptions { Population = new PopulationOptions { People = 150, Days = 300, Seed = 3 } };

        Verdict verdict = Judge.Run(
            new JudgeOptions { Playbook = "starter", Partitions = EngineRun.Partitions, Churn = (0.8, 12, 0.9, 2.5) },
            await EngineRun.ReplayAsync(playbook, load));

        output.WriteLine(verdict.Report());
        Assert.Equal(Outcome.Pass, verdict.Outcome);
        Assert.True(verdict.Coverage["decisions loss-prevention sent"] > 0);
    }
}
