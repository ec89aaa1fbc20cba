using EngageStream.EndToEnd.Tests.Pipe;
using EngageStream.EndToEnd.Tests.Reference;
using EngageStream.Runtime.Hosting;

namespace EngageStream.EndToEnd.Tests;

/// <summary>The same proof on generated people, so that it does not rest on data being at hand.</summary>
public sealed class GeneratedYearEndToEndTests
{
    [Fact]
    public async Task A_generated_year_leads_to_the_transitions_and_triggers_of_the_independent_computation()
    {
        await using KafkaFixture kafka = await KafkaFixture.StartAsync();
        GeneratedYear year = await GeneratedYear.CreateAsync(kafka, people: 400, seed: 7);
        AssertCoversThePlaybook(year.Expected);
        await using EngineHost engine = await kafka.StartEngineAsync(GeneratedYear.Playbook);

        await year.SendAsync(kafka);

        using var actual = new OutputReader(kafka);
        if (actual.ReadUntil(year.Expected.Transitions.Count + year.Expected.Decisions.Count))
        {
            await InputProgress.WaitUntilCommittedAsync(kafka);
        }

        await engine.StopAsync();
        actual.ReadToEnd();
        OutcomeAssertions.AssertExactly(year.Expected, actual);
        OutcomeAssertions.AssertEventsCountedOnce(year.Events, actual);
    }

    // A year in which some campaign, stage or reason never occurs would prove nothing about it.
    private static void AssertCoversThePlaybook(PlainOutcome outcome)
    {
        Assert.Equal(
            StarterPlaybook.Campaigns.Select(c => c.Name).Order(),
            outcome.Decisions.Where(d => d.Outcome == PlainDecision.Sent).Select(d => d.Campaign).Distinct().Order());
        Assert.Contains(outcome.Decisions, d => d.Outcome == PlainDecision.Cooldown);
        Assert.Contains(outcome.Transitions, t => t.Resurrected);
        Assert.Contains(outcome.Transitions, t => t is { From: "maturity", To: "growth", Cause: PlainTransition.Silence });
        Assert.Contains(outcome.Transitions, t => t is { From: "dormant", To: "churned" });
        Assert.Equal([0, 1, 2], outcome.Profiles.Select(p => p.Band).Distinct().Order());
    }
}
