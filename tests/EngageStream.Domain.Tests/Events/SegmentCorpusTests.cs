using System.Text.Json;
using System.Text.Json.Nodes;
using EngageStream.Domain.Events;
using EngageStream.Tests.Shared;

namespace EngageStream.Domain.Tests.Events;

/// <summary>What Segment's documents show and its libraries send.</summary>
public class SegmentCorpusTests
{
    private const string Payloads = "ingest/segment/spec-docs-payloads.jsonl";

    private readonly TestParser _parser = new(new EventSchema(["Order Completed", "Page Viewed", "Screen Viewed"], ["total", "plan"], ["email", "address.city"]));

    [SharedDataFact(Payloads)]
    public void Every_payload_of_the_specification_is_read_or_refused_for_its_reason()
    {
        var answers = new Dictionary<EventError, int>();
        foreach (JsonElement line in Lines().Where(each => each.GetProperty("form").GetString() == "json"))
        {
            EventError answer = _parser.Parse(line.GetProperty("payload").GetRawText());
            answers[answer] = answers.GetValueOrDefault(answer) + 1;
        }

        // 41 are fragments that say no type (old pages write "action" for it, one shows only "integrations"), and the
        // first examples of group, page, screen and track leave the person out, as a library would fill it in.
        Assert.Equal(3, answers.Count);
        Assert.Equal((33, 41, 4), (answers[EventError.None], answers[EventError.UnknownType], answers[EventError.MissingUser]));
    }

    [SharedDataFact(Payloads)]
    public void Every_library_call_of_the_specification_is_read_as_the_library_would_send_it()
    {
        var orderTotals = new List<string>();
        var calls = Lines().Where(each => each.GetProperty("form").GetString() == "call").ToList();
        foreach (JsonElement call in calls)
        {
            InputEvent read = _parser.Good(Sent(call.GetProperty("method").GetString()!, call.GetProperty("args")).ToJsonString());
            if (read.EventIndex == 0)
            {
                orderTotals.Add(_parser.Property("total"));
            }
        }

        Assert.Equal(55, calls.Count);
        Assert.Equal(["20", "27.5"], orderTotals);
    }

    [SharedDataFact(Payloads)]
    public void A_payload_as_a_browser_sends_it_is_read_in_all_its_parts()
    {
        JsonElement identify = Lines().Where(each => each.GetProperty("form").GetString() == "json").Select(each => each.GetProperty("payload"))
            .First(each => each.TryGetProperty("type", out JsonElement type) && type.GetString() == "identify" && each.TryGetProperty("sentAt", out _));
        InputEvent read = _parser.Good(identify.GetRawText());
        Assert.Equal(EventKind.Identify, read.Kind);
        Assert.Equal("97980cfea0067", _parser.UserId);
        Assert.Equal("\"peter@example.com\"", _parser.Trait("email"));
        Assert.Equal(DateTimeOffset.Parse("2015-02-23T22:28:55.387Z").ToUnixTimeMilliseconds(), read.TimestampMs);
    }

    [SharedDataFact("ingest/segment/analytics-go/test-many-track.json")]
    public void Every_message_of_the_go_librarys_batches_is_read()
    {
        string folder = Path.GetDirectoryName(SharedData.Find("ingest/segment/analytics-go/test-many-track.json"))!;
        var kinds = new List<EventKind>();
        foreach (string file in Directory.GetFiles(folder, "*.json"))
        {
            using var batch = JsonDocument.Parse(File.ReadAllText(file));
            foreach (JsonElement message in batch.RootElement.GetProperty("batch").EnumerateArray())
            {
                kinds.Add(_parser.Good(message.GetRawText()).Kind);
                Assert.True(_parser.Event.HasMessageId);
            }
        }

        Assert.Equal(14, kinds.Count);
        Assert.Equal(9, kinds.Count(each => each == EventKind.Track));
        Assert.Equal(6, kinds.Distinct().Count());
    }

    private static IEnumerable<JsonElement> Lines() =>
        File.ReadLines(SharedData.Find(Payloads)!).Select(line => JsonSerializer.Deserialize<JsonElement>(line));

    /// <summary>The message that a browser library makes of a call: it puts the arguments in their places and adds the visitor.</summary>
    private static JsonObject Sent(string method, JsonElement args)
    {
        var texts = args.EnumerateArray().Where(each => each.ValueKind == JsonValueKind.String).Select(each => each.GetString()).ToList();
        JsonNode? values = args.EnumerateArray().Where(each => each.ValueKind == JsonValueKind.Object).Select(each => JsonObject.Create(each)).FirstOrDefault();
        var message = new JsonObject { ["type"] = method, ["anonymousId"] = "507f191e810c19729de860ea" };
        if (method == "track" && texts.Count == 0)
        {
            // One page gives a whole message to track().
            texts.Add(values!["event"]!.GetValue<string>());
            values = values["properties"]!.DeepClone();
        }

        message[method is "identify" or "group" ? "traits" : "properties"] = values;
        message[method switch { "track" => "event", "identify" or "alias" => "userId", "group" => "groupId", _ => "name" }] = texts.LastOrDefault();

        return message;
    }
}
