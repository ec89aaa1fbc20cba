using EngageStream.EndToEnd.Tests.Pipe;

namespace EngageStream.EndToEnd.Tests;

/// <summary>Kills the program in the middle of the stream.</summary>
public sealed class CrashEndToEndTests
{
    [Fact]
    public async Task Crashes_in_the_middle_of_a_year_lose_nothing_and_count_nothing_twice()
    {
        const int Crashes = 3;
        await using KafkaFixture kafka = await KafkaFixture.StartAsync();
        GeneratedYear year = await GeneratedYear.CreateAsync(kafka, people: 300, seed: 13);
        int all = year.Expected.Transitions.Count + year.Expected.Decisions.Count;
        string playbook = kafka.PathOf("playbook.yaml");
        await File.WriteAllTextAsync(playbook, GeneratedYear.PlaybookText);
        await using (await kafka.StartEngineAsync(GeneratedYear.Playbook))
        {
            // Makes the topics, so that there is something to read from.
        }

        using var actual = new OutputReader(kafka);
        await year.SendAsync(kafka);
        for (int crash = 1; crash <= Crashes; crash++)
        {
            using var engine = new EngineProcess(kafka, playbook);
            Assert.True(
                actual.ReadUntil(all * crash / (Crashes + 1)),
                $"Only {actual.Count} of {all} outputs came before crash {crash}. The engine said:\n{engine.Log}");
            engine.Kill();
            actual.ReadToEnd();
            Assert.True(crash > 1 || actual.Count < all, "The first crash came after the end: it was not in the middle.");
        }

        using (var last = new EngineProcess(kafka, playbook))
        {
            if (actual.ReadUntil(all))
            {
                await InputProgress.WaitUntilCommittedAsync(kafka);
            }

            last.Kill();
        }

        actual.ReadToEnd();
        OutcomeAssertions.AssertExactly(year.Expected, actual);
        OutcomeAssertions.AssertEventsCountedOnce(year.Events, actual);
    }
}
