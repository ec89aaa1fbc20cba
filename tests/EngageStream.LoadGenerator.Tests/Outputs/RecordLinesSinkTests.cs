using System.Text.Json;
using EngageStream.LoadGenerator.Outputs;

namespace EngageStream.LoadGenerator.Tests.Outputs;

public sealed class RecordLinesSinkTests
{
    [Fact]
    public async Task A_load_is_written_as_lines_of_key_timestamp_and_value_with_marks_to_the_end()
    {
        using var text = new MemoryStream();
        var sink = new RecordLinesSink(text);
        await new LoadRun(Loads.Of(), double.PositiveInfinity, realTime: false, TimeProvider.System).SendAsync(sink, null, default);

        string[] lines = System.Text.Encoding.UTF8.GetString(text.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        JsonElement[] records = lines.Select(line => JsonDocument.Parse(line).RootElement).ToArray();

        Assert.Equal(
            Records.LoadStreamExpectations.Of(Loads.Of()),
            records.Where(r => r.GetProperty("key").ValueKind == JsonValueKind.String)
                .Select(r => (r.GetProperty("key").GetString()!, r.GetProperty("timestamp").GetInt64(), r.GetProperty("value").GetString()!)));
        Assert.True(records[^1].GetProperty("timestamp").GetInt64() >= Loads.Of().EndMs);
        Assert.Equal(JsonValueKind.Null, records[^1].GetProperty("key").ValueKind);
    }

    [Fact]
    public async Task Without_marks_only_records_are_written()
    {
        using var text = new MemoryStream();
        await new LoadRun(Loads.Of(), double.PositiveInfinity, realTime: false, TimeProvider.System)
            .SendAsync(new MarklessSink(new RecordLinesSink(text)), null, default);

        Assert.DoesNotContain("\"key\":null", System.Text.Encoding.UTF8.GetString(text.ToArray()));
    }
}
