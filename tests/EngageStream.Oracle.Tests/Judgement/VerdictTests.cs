using EngageStream.Oracle.Comparison;
using EngageStream.Oracle.Judgement;
using EngageStream.Oracle.Records;
using EngageStream.Oracle.Tests.Runs;

namespace EngageStream.Oracle.Tests.Judgement;

[Collection(ReplayedChaosRun.Name)]
public sealed class VerdictTests(ReplayedChaos chaos)
{
    [Fact]
    public void A_run_without_input_is_inconclusive()
    {
        Verdict verdict = Judge.Run(ReplayedChaos.Options, []);

        Assert.Equal(Outcome.Inconclusive, verdict.Outcome);
        Assert.Equal(["the input leads to no output at all"], verdict.Reasons);
    }

    [Fact]
    public void Missing_outputs_are_inconclusive_where_the_run_is_in_doubt()
    {
        JudgeOptions doubtful = ReplayedChaos.Options with { Doubts = ["the engine had not read everything"] };

        Assert.Equal(Outcome.Inconclusive, Judge.Run(doubtful, Without("engage.transitions")).Outcome);
        Assert.Equal(Outcome.Fail, Judge.Run(ReplayedChaos.Options, Without("engage.transitions")).Outcome);
    }

    [Fact]
    public void A_doubled_output_fails_whatever_is_in_doubt()
    {
        JudgeOptions doubtful = ReplayedChaos.Options with { Doubts = ["the engine had not read everything"] };
        TopicRecord trigger = chaos.Records.First(r => r.Topic == "engage.triggers.push");

        Assert.Equal(Outcome.Fail, Judge.Run(doubtful, [.. chaos.Records, trigger with { Offset = trigger.Offset + 1_000_000 }]).Outcome);
    }

    [Fact]
    public void A_log_whose_head_is_gone_is_inconclusive()
    {
        Verdict verdict = Judge.Run(
            ReplayedChaos.Options, chaos.Records.Where(r => r.Topic != "engage.events" || r.Partition != 1 || r.Offset > 20).ToList());

        Assert.Equal(Outcome.Inconclusive, verdict.Outcome);
        Assert.Contains("the head of input partition 1 is gone", Assert.Single(verdict.Reasons));
    }

    [Fact]
    public void The_report_names_person_expectation_and_what_was_seen_and_shows_only_the_first_differences()
    {
        Verdict verdict = Judge.Run(ReplayedChaos.Options, Without("engage.transitions"));
        Difference first = verdict.Differences[0];

        string report = verdict.Report(first: 3);

        Assert.StartsWith($"FAIL: {verdict.Differences.Count} Missing", report, StringComparison.Ordinal);
        Assert.Contains($"Missing engage.transitions {first.User} {first.Id}", report, StringComparison.Ordinal);
        Assert.Contains("expected from=null to=", report, StringComparison.Ordinal);
        Assert.Contains($"and {verdict.Differences.Count - 3} more", report, StringComparison.Ordinal);
    }

    [Fact]
    public void Records_that_were_saved_are_judged_alike()
    {
        string file = Path.GetTempFileName();
        try
        {
            RecordLines.Write(file, chaos.Records);

            Assert.Equal(Outcome.Pass, Judge.Run(ReplayedChaos.Options, RecordLines.Read(file)).Outcome);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private List<TopicRecord> Without(string topic) => chaos.Records.Where(r => r.Topic != topic).ToList();
}
