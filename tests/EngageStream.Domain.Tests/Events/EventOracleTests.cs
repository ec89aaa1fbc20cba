using System.Text;
using EngageStream.Domain.Events;

namespace EngageStream.Domain.Tests.Events;

public class EventOracleTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_parser_agrees_with_a_naive_reader_about_events_and_damaged_events(int seed)
    {
        var random = new RandomEvents(seed);
        var parser = new TestParser();
        var seen = new Dictionary<EventError, int>();
        for (int round = 0; round < 3_000; round++)
        {
            byte[] json = random.Next();
            EventError error = parser.Parse(json);
            seen[error] = seen.GetValueOrDefault(error) + 1;
            string text = Encoding.UTF8.GetString(json);
            if (text.Contains("\\ud", StringComparison.OrdinalIgnoreCase) && !text.Contains("\\ud83d\\ude00", StringComparison.Ordinal))
            {
                continue; // Half a surrogate pair: System.Text.Json cannot read what we replace.
            }

            string expected = NaiveEventReader.Read(json, TestParser.Shop, TestParser.RecordMs);
            string actual = error == EventError.None ? NaiveEventReader.Describe(parser.Event) : error.ToString();
            Assert.True(expected == actual, $"round {round}\n{text}\nexpected {expected}\nactual   {actual}");
        }

        // The sample must reach every answer but TooLarge, or the agreement means little.
        Assert.Equal(Enum.GetValues<EventError>().Length - 1, seen.Count);
        Assert.True(seen[EventError.None] > 500, $"only {seen[EventError.None]} events");
    }

    [Fact]
    public void Every_beginning_of_an_event_is_refused_and_none_throws()
    {
        var random = new RandomEvents(4);
        var parser = new TestParser();
        int whole = 0;
        while (whole < 10)
        {
            byte[] json = random.Next();
            if (parser.Parse(json) != EventError.None)
            {
                continue;
            }

            whole++;
            int end = Array.LastIndexOf(json, (byte)'}');
            for (int length = 0; length <= end; length++)
            {
                Assert.Equal(EventError.MalformedJson, parser.Parse(json.AsSpan(0, length)));
            }
        }
    }
}
