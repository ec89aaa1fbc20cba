using EngageStream.Domain.Model;
using EngageStream.EndToEnd.Tests.Pipe;
using EngageStream.EndToEnd.Tests.Reference;
using EngageStream.Runtime.Hosting;

namespace EngageStream.EndToEnd.Tests.Savepoints;

/// <summary>The operator's commands in the middle of a year, whose outcome is that of a year in which nobody touched anything.</summary>
public sealed class SavepointEndToEndTests
{
    private static readonly DateTimeOffset Begin = History.Utc("2025-01-01Z");
    private static readonly DateTimeOffset Middle = History.Utc("2025-06-17Z");
    private static readonly DateTimeOffset End = History.Utc("2026-01-01Z");

    [Fact]
    public async Task State_that_was_lost_comes_back_from_a_savepoint_in_the_middle_of_the_stream()
    {
        await using KafkaFixture kafka = await KafkaFixture.StartAsync();
        GeneratedYear year = await GeneratedYear.CreateAsync(kafka, people: 200, seed: 31);
        int all = year.Expected.Transitions.Count + year.Expected.Decisions.Count;
        EngineHost first = await kafka.StartEngineAsync(GeneratedYear.Playbook);
        using var actual = new OutputReader(kafka);
        Task sending = year.SendAsync(kafka);
        actual.ReadUntil(all / 2);
        await first.StopAsync();

        string file = kafka.PathOf("year.savepoint");
        await kafka.OperateAsync(GeneratedYear.PlaybookText, "state", "export", "--out", file);
        await kafka.DeleteTopicsAsync(kafka.TopicPrefix + "state");
        await kafka.OperateAsync(GeneratedYear.PlaybookText, "state", "import", "--in", file);
        Assert.Contains($"application  {kafka.ApplicationId} (replay)", await KafkaFixture.RunAsync("state", "show", file), StringComparison.Ordinal);

        await sending;
        await FinishAsync(kafka, year, actual);
    }

    [Fact]
    public async Task A_savepoint_moves_an_application_to_fewer_partitions()
    {
        await using KafkaFixture kafka = await KafkaFixture.StartAsync();
        GeneratedYear year = await HandleFirstHalfAsync(kafka, seed: 32);
        using var actual = new OutputReader(kafka);
        string file = kafka.PathOf("year.savepoint");
        await kafka.OperateAsync(GeneratedYear.PlaybookText, "state", "export", "--out", file);
        await kafka.DeleteTopicsAsync(kafka.TopicPrefix + "state", kafka.Events);
        await kafka.OperateAsync(
            GeneratedYear.PlaybookText, "state", "import", "--in", file, "--positions", "beginning", "--set", "topics.partitions=3");
        await GeneratedYear.SendPartAsync(kafka, Middle, End, partitions: 3);
        await FinishAsync(kafka, year, actual);
    }

    [Fact]
    public async Task A_live_application_gets_more_partitions()
    {
        await using KafkaFixture kafka = await KafkaFixture.StartAsync();
        GeneratedYear year = await HandleFirstHalfAsync(kafka, seed: 33);
        using var actual = new OutputReader(kafka);
        string file = kafka.PathOf("repartition.savepoint");
        string told = await kafka.OperateAsync(GeneratedYear.PlaybookText, "repartition", "--partitions", "6", "--savepoint", file);
        Assert.Contains(kafka.Events + " and the state have 6 partitions", told, StringComparison.Ordinal);
        Assert.False(File.Exists(file));
        await GeneratedYear.SendPartAsync(kafka, Middle, End, partitions: 6);
        await FinishAsync(kafka, year, actual);
    }

    private static async Task<GeneratedYear> HandleFirstHalfAsync(KafkaFixture kafka, int seed)
    {
        GeneratedYear year = await GeneratedYear.CreateAsync(kafka, people: 200, seed);
        Assert.InRange(year.Events.Count(e => e.Time < Middle), 100, year.Events.Count - 100);
        EngineHost engine = await kafka.StartEngineAsync(GeneratedYear.Playbook);
        await GeneratedYear.SendPartAsync(kafka, Begin, Middle, KafkaFixture.Partitions);
        await InputProgress.WaitUntilCommittedAsync(kafka);
        await engine.StopAsync();
        return year;
    }

    private static async Task FinishAsync(KafkaFixture kafka, GeneratedYear year, OutputReader actual)
    {
        EngagementModel playbook = GeneratedYear.Playbook;
        EngineHost engine = await kafka.StartEngineAsync(playbook);
        if (actual.ReadUntil(year.Expected.Transitions.Count + year.Expected.Decisions.Count))
        {
            await InputProgress.WaitUntilCommittedAsync(kafka);
        }

        await engine.StopAsync();
        actual.ReadToEnd();
        OutcomeAssertions.AssertSame(year.Expected, actual);
        OutcomeAssertions.AssertEventsCountedOnce(year.Events, actual);
    }
}
