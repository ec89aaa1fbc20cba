using EngageStream.EndToEnd.Tests.Pipe;
using EngageStream.EndToEnd.Tests.Reference;
using EngageStream.Runtime.Hosting;
using EngageStream.Tests.Shared;
using Xunit.Abstractions;

namespace EngageStream.EndToEnd.Tests;

/// <summary>A real year of purchases through producer, topic, engine and output topics.</summary>
public sealed class OnlineRetailEndToEndTests(ITestOutputHelper output)
{
    private const string Data = "online-retail/online_retail.csv.gz";

    [SharedDataFact(Data)]
    public async Task A_year_of_purchases_leads_to_the_transitions_and_triggers_of_the_independent_computation()
    {
        string file = SharedData.Find(Data)!;
        OnlineRetailHistory history = OnlineRetailHistory.Read(file);
        PlainOutcome expected = PlainReplay.Run(history.Events, history.Last.AddDays(1), ChurnNumbers.Shipped);
        output.WriteLine($"{history.Events.Count} events, {expected.Transitions.Count} transitions, {expected.Decisions.Count} decisions");
        await using KafkaFixture kafka = await KafkaFixture.StartAsync();
        await using EngineHost engine = await kafka.StartEngineAsync(KafkaFixture.Compile(KafkaFixture.StarterText));

        await kafka.FillAsync("import", "csv", file, "--map", Repository.PathOf("demo/online-retail.map.yaml"), "--run-on", "1d");

        using var actual = new OutputReader(kafka);
        if (actual.ReadUntil(expected.Transitions.Count + expected.Decisions.Count))
        {
            await InputProgress.WaitUntilCommittedAsync(kafka);
        }

        await engine.StopAsync();
        actual.ReadToEnd();
        OutcomeAssertions.AssertExactly(expected, actual);
        OutcomeAssertions.AssertEventsCountedOnce(history.Events, actual);
    }
}
