using EngageStream.Chaos.Judgement;
using EngageStream.Oracle.Judgement;

namespace EngageStream.Chaos.Tests.Judgement;

public sealed class ChaosVerdictTests
{
    [Theory]
    [InlineData(Outcome.Pass, false, Outcome.Pass)]
    [InlineData(Outcome.Fail, false, Outcome.Fail)]
    [InlineData(Outcome.Inconclusive, false, Outcome.Inconclusive)]
    [InlineData(Outcome.Pass, true, Outcome.Fail)]
    [InlineData(Outcome.Fail, true, Outcome.Fail)]
    [InlineData(Outcome.Inconclusive, true, Outcome.Inconclusive)]
    public void A_run_passes_only_if_its_records_are_right_and_no_process_ended_by_itself(Outcome records, bool faulty, Outcome expected)
    {
        var verdict = new Verdict(records, [], [], new Dictionary<string, long>());
        Assert.Equal(expected, new ChaosVerdict(verdict, faulty ? ["node-1 ended by itself"] : []).Outcome);
    }
}
