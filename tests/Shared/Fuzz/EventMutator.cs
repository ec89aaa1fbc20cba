using System.Text;

namespace EngageStream.Tests.Shared.Fuzz;

/// <summary>Events that were damaged in one of many ways, and now and then a whole one. The same seed gives the same values.</summary>
/// <remarks>A mutant may still be an event: what it is, the test has to say.</remarks>
internal sealed class EventMutator(int seed)
{
    /// <summary>The Kafka timestamp that goes with the values: 2026-01-01T00:00:00Z.</summary>
    public const long RecordMs = 1_767_225_600_000;

    /// <summary>The million values of the fuzz tests come from the seeds 0 to 19, so many from each.</summary>
    public const int Seeds = 20;
    public const int PerSeed = 50_000;

    private const int MostBytes = 32 * 1024;

    private static readonly string[] Fields =
        ["type", "event", "userId", "messageId", "timestamp", "properties", "traits", "context", "anonymousId", "sentAt"];

    private static readonly string[] OtherValues =
        ["1", "-0", "1e999", "[]", "{}", "true", "null", "\"\"", "\" \"", "[{\"a\":1}]", "\"2026-13-45T99:00:00Z\"", "\"1970-01-01T00:00:00Z\""];

    private static readonly byte[][] InvalidUtf8 =
        [[0xC0, 0x80], [0xFF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82], [0x80]];

    private static readonly string[] Halves = ["\\ud800", "\\udc00", "\\ud800\\ud800", "x\\uDBFFy", "\\ud83d\\u0041"];

    private readonly Random _random = new(seed);

    /// <summary>The next value; null for a record without one.</summary>
    public byte[]? Next()
    {
        int kind = _random.Next(1000);
        return kind switch
        {
            < 100 => Text(Event()),
            < 250 => Truncated(),
            < 450 => Flipped(),
            < 600 => Text(With(Pick(Fields), Pick(OtherValues))),
            < 680 => Text(With("properties", Nested())),
            < 740 => Text(With("properties", $"{{\"revenue\":{Number()}}}")),
            < 830 => Inserted(Pick(InvalidUtf8)),
            < 890 => Text(With(Pick(["event", "userId", "messageId"]), $"\"a{Pick(Halves)}\"")),
            < 920 => [],
            < 940 => null,
            < 941 => Text(With("event", $"\"{new string('x', _random.Next(MostBytes - 400, MostBytes + 400))}\"")),
            _ => Text(Event().Replace("{\"type\"", $"{{\"{Pick(Fields)}\":{Pick(OtherValues)},\"type\"", StringComparison.Ordinal)),
        };
    }

    private static byte[] Text(string json) => Encoding.UTF8.GetBytes(json);

    private string Event() =>
        $$$"""{"type":"track","event":"Order Completed","userId":"u{{{_random.Next(500)}}}","messageId":"m{{{_random.Next()}}}","timestamp":"2025-12-31T2{{{_random.Next(4)}}}:00:00Z","properties":{"revenue":{{{_random.Next(100)}}}}}""";

    /// <summary>The event with another value for a field, which it may not have had.</summary>
    private string With(string field, string value)
    {
        string json = Event();
        string name = $"\"{field}\":";
        int at = json.IndexOf(name, StringComparison.Ordinal);
        if (at < 0)
        {
            return $"{json[..^1]},{name}{value}}}";
        }

        int from = at + name.Length;
        int to = field == "properties" ? json.Length - 1 : json.IndexOf(",\"", from, StringComparison.Ordinal);
        return json[..from] + value + json[to..];
    }

    private byte[] Truncated()
    {
        byte[] json = Text(Event());
        return json[..^_random.Next(1, json.Length)];
    }

    private byte[] Flipped()
    {
        byte[] json = Text(Event());
        for (int flips = _random.Next(1, 4); flips > 0; flips--)
        {
            json[_random.Next(json.Length)] ^= (byte)(1 << _random.Next(8));
        }

        return json;
    }

    private byte[] Inserted(byte[] bytes)
    {
        byte[] json = Text(Event());
        int at = _random.Next(json.Length);
        return [.. json[..at], .. bytes, .. json[at..]];
    }

    private string Nested()
    {
        int depth = _random.Next(40, 90);
        return _random.Next(2) == 0
            ? "{\"a\":" + new string('[', depth) + new string(']', depth) + "}"
            : string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1" + new string('}', depth);
    }

    private string Number() => _random.Next(6) switch
    {
        0 => new string('9', _random.Next(1, 400)),
        1 => $"-1e{_random.Next(1000)}",
        2 => $"0.{new string('0', _random.Next(300))}1",
        3 => $"{_random.Next()}e",
        4 => $"0{_random.Next(1000)}",
        _ => $"1E+{_random.Next(100_000)}",
    };

    private T Pick<T>(T[] from) => from[_random.Next(from.Length)];
}
