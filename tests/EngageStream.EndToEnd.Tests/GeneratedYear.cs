using EngageStream.Domain.Model;
using EngageStream.EndToEnd.Tests.Pipe;
using EngageStream.EndToEnd.Tests.Reference;

namespace EngageStream.EndToEnd.Tests;

/// <summary>A year of generated people, who sign up, look around, order, ask their money back, drop out and return.</summary>
internal sealed class GeneratedYear
{
    private readonly string[] _arguments;

    private GeneratedYear(string[] arguments, IReadOnlyList<PlainEvent> events)
    {
        _arguments = arguments;
        Events = events;
        Expected = PlainReplay.Run(events, History.Utc("2026-01-01Z"), Churn);
    }

    public IReadOnlyList<PlainEvent> Events { get; }

    private static ChurnNumbers Churn => ChurnNumbers.Fickle;

    /// <summary>What the year leads to.</summary>
    public PlainOutcome Expected { get; }

    /// <summary>The starter playbook, with a churn model under which people do cross the bands.</summary>
    public static string PlaybookText { get; } = KafkaFixture.StarterText + FormattableString.Invariant(
        $"\nchurn: {{ r: {Churn.R}, alpha: {Churn.Alpha}, a: {Churn.A}, b: {Churn.B} }}\n");

    /// <summary>The same, compiled.</summary>
    public static EngagementModel Playbook => KafkaFixture.Compile(PlaybookText);

    /// <summary>Generates the year into a file and works out what it leads to.</summary>
    public static async Task<GeneratedYear> CreateAsync(KafkaFixture kafka, int people, int seed)
    {
        string[] arguments = ["generate", "--people", $"{people}", "--days", "365", "--seed", $"{seed}"];
        string file = kafka.PathOf("year.jsonl");
        await KafkaFixture.RunAsync([.. arguments, "--out", file]);
        return new GeneratedYear(arguments, File.ReadLines(file).Select(SegmentHistory.Parse).ToList());
    }

    /// <summary>Sends the same year to the events topic.</summary>
    public Task SendAsync(KafkaFixture kafka) => kafka.FillAsync(_arguments);
}
