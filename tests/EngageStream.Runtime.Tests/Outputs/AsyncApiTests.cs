using System.Reflection;
using System.Text.Json.Nodes;
using EngageStream.Domain.Events;
using EngageStream.Runtime.DeadLetters;
using EngageStream.Runtime.Outputs;
using EngageStream.Runtime.Topics;

namespace EngageStream.Runtime.Tests.Outputs;

/// <summary>docs/asyncapi.yaml says what the engine does; that real records are so is in the tests of the engine.</summary>
public class AsyncApiTests
{
    [Fact]
    public void Every_topic_but_the_state_log_has_a_channel()
    {
        var topics = new TopicNames("engage.");
        string[] documented =
        [
            topics.Events, topics.Triggers("{channel}"), topics.Transitions, topics.Profiles, topics.Decisions, topics.DeadLetters,
            topics.Nodes, topics.Audit,
        ];
        Assert.Equal(
            documented.Order(),
            AsyncApi.Document["channels"]!.AsObject().Select(channel => (string)channel.Value!["address"]!).Order());
        Assert.Equal("3.0.0", (string?)AsyncApi.Document["asyncapi"]);
    }

    [Fact]
    public void Every_reference_leads_somewhere()
    {
        List<string> references = [.. References(AsyncApi.Document)];
        Assert.True(references.Count > 20, $"Only {references.Count} references.");
        Assert.All(references, reference => Assert.True(
            reference.StartsWith("#/", StringComparison.Ordinal) ? AsyncApi.At(reference) is not null : File.Exists(Path.Combine(AsyncApi.Folder, reference)),
            reference));
    }

    [Fact]
    public void Every_channel_is_sent_or_received() => Assert.Equal(
        AsyncApi.Document["channels"]!.AsObject().Select(channel => $"#/channels/{channel.Key}").Order(),
        AsyncApi.Document["operations"]!.AsObject()
            .Select(operation => (string)operation.Value!["channel"]!["$ref"]!).Distinct().Order());

    [Fact]
    public void Types_reasons_and_headers_are_those_of_the_code()
    {
        JsonNode schemas = AsyncApi.Document["components"]!["schemas"]!;
        Assert.Equal(Constants(typeof(OutputTypes)).Order(), Texts(schemas["cloudEvent"]!["properties"]!["ce_type"]!["examples"]!).Order());
        IEnumerable<string> reasons = Enum.GetValues<EventError>().Where(error => error != EventError.None).Select(DeadLetterReason.Of)
            .Concat(Constants(typeof(DeadLetterReason)));
        JsonNode letter = schemas["deadLetter"]!["properties"]!;
        Assert.Equal(reasons.Order(), Texts(letter["engage-reason"]!["enum"]!).Order());
        Assert.Equal(
            Constants(typeof(DeadLetterHeaders)).Except([DeadLetterHeaders.ReplayedFrom]).Order(),
            letter.AsObject().Select(property => property.Key).Order());
    }

    private static IEnumerable<string> Constants(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!);

    private static IEnumerable<string> Texts(JsonNode array) => array.AsArray().Select(text => (string)text!);

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject all => all.SelectMany(each => each.Key == "$ref" ? [(string)each.Value!] : References(each.Value)),
        JsonArray all => all.SelectMany(References),
        _ => [],
    };
}
