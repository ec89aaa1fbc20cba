using System.Text;
using EngageStream.Domain.Model;
using EngageStream.Domain.Time;
using EngageStream.EndToEnd.Tests.Pipe;
using EngageStream.EndToEnd.Tests.Reference;
using EngageStream.Host.Replay;

namespace EngageStream.EndToEnd.Tests;

/// <summary>A year of generated people, who sign up, look around, order, ask their money back, drop out and return.</summary>
internal sealed class GeneratedYear
{
    private const string FileName = "year.jsonl";
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
        string file = kafka.PathOf(FileName);
        await KafkaFixture.RunAsync([.. arguments, "--out", file]);
        return new GeneratedYear(arguments, File.ReadLines(file).Select(SegmentHistory.Parse).ToList());
    }

    /// <summary>Sends what happens between two instants, with clock marks up to the second.</summary>
    public static async Task SendPartAsync(KafkaFixture kafka, DateTimeOffset from, DateTimeOffset until, int partitions)
    {
        var topic = new ReplayTopic { BootstrapServers = kafka.Servers, Name = kafka.Events, Partitions = partitions };
        using var sink = new KafkaEventSink(topic, await TopicPreparation.EnsureAsync(topic));
        var replay = new EventReplay(
            new Pacer(double.PositiveInfinity, TimeProvider.System), new RateLimiter(double.PositiveInfinity, TimeProvider.System),
            Durations.Hour);
        await replay.RunAsync(
            new Lines(kafka.PathOf(FileName), from, until), sink, _ => until.ToUnixTimeMilliseconds(), progress: null,
            CancellationToken.None);
    }

    /// <summary>Sends the same year to the events topic.</summary>
    public Task SendAsync(KafkaFixture kafka) => kafka.FillAsync(_arguments);

    private sealed class Lines(string file, DateTimeOffset from, DateTimeOffset until) : IEventStream
    {
        private readonly IEnumerator<(PlainEvent Event, string Line)> _lines = File.ReadLines(file)
            .Select(line => (Event: SegmentHistory.Parse(line), line))
            .Where(pair => pair.Event.Time >= from && pair.Event.Time < until).GetEnumerator();

        public ReadOnlySpan<byte> Key => Encoding.UTF8.GetBytes(_lines.Current.Event.User);

        public ReadOnlySpan<byte> Value => Encoding.UTF8.GetBytes(_lines.Current.Line);

        public long TimeMs => _lines.Current.Event.Time.ToUnixTimeMilliseconds();

        public bool MoveNext() => _lines.MoveNext();
    }
}
