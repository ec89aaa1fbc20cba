using System.Text;
using EngageStream.Domain.Events;
using EngageStream.Domain.Model;
using EngageStream.Tests.Shared.Fuzz;

namespace EngageStream.Domain.Tests.Events;

public sealed class EventFuzzTests
{
    [Fact]
    public void A_million_damaged_events_are_told_from_events_as_a_naive_reader_tells_them()
    {
        var seen = new int[Enum.GetValues<EventError>().Length];
        Parallel.For(0, EventMutator.Seeds, seed =>
        {
            int[] mine = Run(seed);
            lock (seen)
            {
                for (int error = 0; error < seen.Length; error++)
                {
                    seen[error] += mine[error];
                }
            }
        });

        Assert.Equal(1_000_000, seen.Sum());
        Assert.DoesNotContain(0, seen);
    }

    private static int[] Run(int seed)
    {
        var schema = new EventSchema(["Order Completed"], ["revenue"], []);
        var mutator = new EventMutator(seed);
        var parser = new EventParser(schema, EventTimePolicy.Default);
        var read = new InputEvent(schema);
        var seen = new int[Enum.GetValues<EventError>().Length];
        for (int i = 0; i < EventMutator.PerSeed; i++)
        {
            byte[] value = mutator.Next() ?? [];
            EventError error = parser.Parse(value, EventMutator.RecordMs, read);
            seen[(int)error]++;
            Check(value, error, read, schema);
        }

        return seen;
    }

    private static void Check(byte[] value, EventError error, InputEvent read, EventSchema schema)
    {
        if (value.Length > EventParser.MaxLength)
        {
            Assert.Equal(EventError.TooLarge, error);
            return;
        }

        // Half a surrogate pair: System.Text.Json cannot read what the parser replaces.
        if (value.AsSpan().IndexOf("\\u"u8) >= 0)
        {
            return;
        }

        string expected = NaiveEventReader.Read(value, schema, EventMutator.RecordMs);
        string actual = error == EventError.None ? NaiveEventReader.Describe(read) : error.ToString();
        Assert.True(expected == actual, $"{Encoding.UTF8.GetString(value)}\nexpected {expected}\nactual   {actual}");
    }
}
