using System.Text.Json;
using EngageStream.Host.Demo;

namespace EngageStream.Host.Tests.Demo;

public sealed class TallyTests
{
    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;

    private static JsonElement Transition(string id, string? from, string to) =>
        Json($$"""{"id":"{{id}}","from":{{(from is null ? "null" : $"\"{from}\"")}},"to":"{{to}}","resurrected":false}""");

    [Fact]
    public void What_is_repeated_with_the_same_id_counts_once()
    {
        var tally = new Tally();
        tally.Transition(Transition("1", null, "growth"));
        tally.Transition(Transition("1", null, "growth"));
        Assert.Equal(1, tally.Read().TransitionCount);
    }

    [Fact]
    public void Topics_that_contradict_each_other_are_told()
    {
        var tally = new Tally();
        tally.Transition(Transition("1", null, "growth"));
        tally.Profile(Json("""{"user":"a","stage":"growth","band":"low"}"""));
        Assert.Empty(tally.Read().Contradictions(["growth", "dormant"]));

        tally.Transition(Transition("2", "growth", "dormant"));
        Assert.Equal(2, tally.Read().Contradictions(["growth", "dormant"]).Count());

        tally.Profile(Json("""{"user":"a","stage":"dormant","band":"high"}"""));
        Assert.Empty(tally.Read().Contradictions(["growth", "dormant"]));

        tally.Decision(Json("""{"id":"d","campaign":"c","outcome":"sent"}"""));
        Assert.Equal(["1 decisions to send, but 0 triggers"], tally.Read().Contradictions(["growth", "dormant"]));
    }

    [Fact]
    public void A_trigger_is_shown_with_its_rule_and_values()
    {
        var tally = new Tally();
        tally.Trigger(Json("""
            {"id":"1","user":"u","campaign":"c","channel":"sms","at":"2025-01-01T00:00:00Z",
             "why":{"rule":"enters dormant","values":[{"expression":"silent","text":"30d"},{"expression":"silent","text":"30d"},{"expression":"risk","text":"0.5"}]}}
            """));
        Assert.Equal("enters dormant (silent = 30d, risk = 0.5)", tally.Read().Last[0].Why);
    }
}
