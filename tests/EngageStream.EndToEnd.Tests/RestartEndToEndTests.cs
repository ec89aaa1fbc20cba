using EngageStream.Domain.Model;
using EngageStream.EndToEnd.Tests.Pipe;
using EngageStream.Runtime.Hosting;

namespace EngageStream.EndToEnd.Tests;

/// <summary>Stops and restarts in the middle of the stream.</summary>
public sealed class RestartEndToEndTests
{
    [Fact]
    public async Task Restarts_in_the_middle_of_a_year_lose_nothing_and_count_nothing_twice()
    {
        const int Restarts = 4;
        await using KafkaFixture kafka = await KafkaFixture.StartAsync();
        GeneratedYear year = await GeneratedYear.CreateAsync(kafka, people: 300, seed: 11);
        EngagementModel playbook = GeneratedYear.Playbook;
        int all = year.Expected.Transitions.Count + year.Expected.Decisions.Count;
        EngineHost engine = await kafka.StartEngineAsync(playbook);
        using var actual = new OutputReader(kafka);
        Task sending = year.SendAsync(kafka);
        var countsAtStops = new List<int>();
        try
        {
            for (int restart = 1; restart <= Restarts; restart++)
            {
                actual.ReadUntil(all * restart / (Restarts + 1));
                await engine.StopAsync();
                actual.ReadToEnd();
                countsAtStops.Add(actual.Count);
                engine = await kafka.StartEngineAsync(playbook);
            }

            await sending;
            if (actual.ReadUntil(all))
            {
                await InputProgress.WaitUntilCommittedAsync(kafka);
            }
        }
        finally
        {
            await engine.StopAsync();
        }

        actual.ReadToEnd();
        OutcomeAssertions.AssertSame(year.Expected, actual);
        OutcomeAssertions.AssertEventsCountedOnce(year.Events, actual);
        Assert.True(countsAtStops[0] < all, "The first stop came after the end: nothing was restarted in the middle.");
    }
}
