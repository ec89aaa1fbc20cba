using System.Text;
using System.Text.Json;
using EngageStream.Domain.Time;
using EngageStream.LoadGenerator.Disturbances;
using EngageStream.LoadGenerator.Records;

namespace EngageStream.LoadGenerator.Tests.Records;

public sealed class LoadStreamTests
{
    [Fact]
    public void The_same_seed_gives_the_same_bytes_and_another_seed_others()
    {
        Assert.Equal(Bytes(Loads.Of(seed: 1)), Bytes(Loads.Of(seed: 1)));
        Assert.NotEqual(Bytes(Loads.Of(seed: 1)), Bytes(Loads.Of(seed: 2)));
    }

    [Fact]
    public void Records_come_in_the_order_of_their_delivery()
    {
        long[] times = LoadStream.Records(Loads.Of()).Select(record => record.TimeMs).ToArray();

        Assert.Equal(times.Order(), times);
    }

    [Fact]
    public void What_goes_wrong_changes_nothing_about_what_people_do()
    {
        string[] clean = Ids(Loads.Of(disturbances: DisturbanceOptions.None));
        string[] disturbed = Ids(Loads.Of(disturbances: new DisturbanceOptions { AnonymousShare = 0, DuplicateShare = 0.1, LateShare = 0.1 }));

        Assert.Equal(clean.Order(), disturbed.Distinct().Order());
        Assert.NotEqual(clean, disturbed.Distinct());
    }

    [Fact]
    public void Squeezed_days_begin_at_the_start_and_end_with_the_duration_and_keep_the_order_of_events()
    {
        LoadRecord[] squeezed = LoadStream.Records(Loads.Squeezed(DisturbanceOptions.None)).ToArray();
        LoadRecord[] plain = LoadStream.Records(Loads.Of(disturbances: DisturbanceOptions.None)).ToArray();

        Assert.Equal(plain.Length, squeezed.Length);
        Assert.All(squeezed, record => Assert.InRange(record.TimeMs, Loads.StartMs, Loads.StartMs + (2 * Durations.Minute) - 1));
        Assert.Equal(Ids(plain), Ids(squeezed));
        Assert.All(squeezed, record => Assert.Equal(record.TimeMs, EventTime(record)));
    }

    [Fact]
    public void Some_people_fall_silent_for_three_weeks_and_return()
    {
        bool returned = LoadStream.Records(Loads.Of(disturbances: DisturbanceOptions.None))
            .GroupBy(record => Encoding.UTF8.GetString(record.Key))
            .Any(person => person.Zip(person.Skip(1), (before, after) => after.TimeMs - before.TimeMs).DefaultIfEmpty().Max() > 21 * Durations.Day);

        Assert.True(returned);
    }

    [Theory]
    [InlineData(-0.1, 1)]
    [InlineData(1.5, 1)]
    [InlineData(double.NaN, 1)]
    [InlineData(0.1, 0)]
    public void Options_out_of_range_are_refused(double share, long delayMs)
    {
        var disturbances = new DisturbanceOptions { DuplicateShare = share, DuplicateMeanMs = delayMs };

        Assert.Throws<ArgumentException>(() => new LoadStream(Loads.Of(disturbances: disturbances)));
    }

    private static byte[] Bytes(LoadOptions options) =>
        LoadStream.Records(options).SelectMany(r => r.Key.Concat(r.Value).Concat(BitConverter.GetBytes(r.TimeMs))).ToArray();

    private static string[] Ids(LoadOptions options) => Ids(LoadStream.Records(options));

    private static string[] Ids(IEnumerable<LoadRecord> records) =>
        records.Select(r => Parsed(r) is { } e && e.TryGetProperty("messageId", out JsonElement id) ? id.GetString() : null).OfType<string>().ToArray();

    private static long EventTime(LoadRecord record) => Parsed(record)!.Value.GetProperty("timestamp").GetDateTimeOffset().ToUnixTimeMilliseconds();

    private static JsonElement? Parsed(LoadRecord record)
    {
        try
        {
            JsonElement value = JsonDocument.Parse(record.Value).RootElement;
            return value.ValueKind == JsonValueKind.Object ? value : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
