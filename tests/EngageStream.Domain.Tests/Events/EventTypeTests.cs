using EngageStream.Domain.Events;

namespace EngageStream.Domain.Tests.Events;

public class EventTypeTests
{
    private readonly TestParser _parser = new();

    [Theory]
    [InlineData("identify", EventKind.Identify, EventSchema.Unlisted)]
    [InlineData("page", EventKind.Page, 2)]
    [InlineData("screen", EventKind.Screen, 3)]
    [InlineData("group", EventKind.Group, EventSchema.Unlisted)]
    [InlineData("alias", EventKind.Alias, EventSchema.Unlisted)]
    public void Every_call_has_its_kind_and_only_views_have_a_name(string type, EventKind kind, int index)
    {
        InputEvent read = _parser.Good($$"""{"type":"{{type}}","userId":"u","event":7}""");
        Assert.Equal((kind, index), (read.Kind, read.EventIndex));
    }

    [Theory]
    [InlineData("Order Completed", 0)]
    [InlineData("Product Viewed", 1)]
    [InlineData("Page Viewed", 2)]
    [InlineData("order completed", EventSchema.Unlisted)]
    [InlineData("Order Completed ", EventSchema.Unlisted)]
    [InlineData("Order Xompleted", EventSchema.Unlisted)]
    [InlineData("X", EventSchema.Unlisted)]
    [InlineData("Order\\u0020Complete\\u0064", 0)]
    [InlineData("Café \\\"Zoë\\\"", 4)]
    [InlineData("Caf\\u00e9 \\\"Zo\\u00EB\\\"", 4)]
    public void A_tracked_name_is_found_by_its_text(string name, int index)
    {
        InputEvent read = _parser.Good($$"""{"type":"track","event":"{{name}}","userId":"u"}""");
        Assert.Equal((EventKind.Track, index), (read.Kind, read.EventIndex));
    }

    [Theory]
    [InlineData("""{"userId":"u","event":"A"}""", EventError.UnknownType)]
    [InlineData("""{"type":null,"userId":"u","event":"A"}""", EventError.UnknownType)]
    [InlineData("""{"type":"","userId":"u","event":"A"}""", EventError.UnknownType)]
    [InlineData("""{"type":"Track","userId":"u","event":"A"}""", EventError.UnknownType)]
    [InlineData("""{"type":"tracks","userId":"u","event":"A"}""", EventError.UnknownType)]
    [InlineData("""{"type":1,"userId":"u","event":"A"}""", EventError.WrongType)]
    [InlineData("""{"type":["track"],"userId":"u","event":"A"}""", EventError.WrongType)]
    [InlineData("""{"type":"track","userId":"u"}""", EventError.MissingEventName)]
    [InlineData("""{"type":"track","userId":"u","event":null}""", EventError.MissingEventName)]
    [InlineData("""{"type":"track","userId":"u","event":""}""", EventError.MissingEventName)]
    [InlineData("""{"type":"track","userId":"u","event":12}""", EventError.WrongType)]
    [InlineData("""{"type":"track","userId":"u","event":{"name":"A"}}""", EventError.WrongType)]
    [InlineData("""{}""", EventError.UnknownType)]
    public void What_is_no_call_is_refused_with_the_reason(string json, EventError reason) => Assert.Equal(reason, _parser.Parse(json));

    [Fact]
    public void An_escaped_type_is_understood() =>
        Assert.Equal(EventKind.Alias, _parser.Good("""{"t\u0079pe":"\u0061lias","userId":"u"}""").Kind);

    [Fact]
    public void Views_that_the_playbook_does_not_name_are_unlisted()
    {
        var parser = new TestParser(new EventSchema(["Order Completed"], [], []));
        Assert.Equal(EventSchema.Unlisted, parser.Good("""{"type":"page","userId":"u"}""").EventIndex);
        Assert.Equal(EventSchema.Unlisted, parser.Good("""{"type":"screen","userId":"u"}""").EventIndex);
    }

    [Fact]
    public void Every_name_of_a_large_playbook_is_found_and_no_other()
    {
        string[] names = Enumerable.Range(0, 500).Select(each => $"Event {each} of the day").Append("").Append("ab").Append("abc").ToArray();
        var parser = new TestParser(new EventSchema(names, [], []));
        for (int index = 0; index < names.Length; index++)
        {
            if (names[index].Length > 0)
            {
                Assert.Equal(index, parser.Good($$"""{"type":"track","event":"{{names[index]}}","userId":"u"}""").EventIndex);
            }

            string other = names[index] + "!";
            Assert.Equal(EventSchema.Unlisted, parser.Good($$"""{"type":"track","event":"{{other}}","userId":"u"}""").EventIndex);
        }
    }

    [Fact]
    public void A_schema_with_a_name_given_twice_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new EventSchema(["A", "B", "A"], [], []));
        Assert.Throws<ArgumentException>(() => new EventSchema([], ["a.b", "a.c", "a.b"], []));
    }

    [Fact]
    public void An_event_made_for_another_schema_is_refused()
    {
        var parser = new EventParser(TestParser.Shop, Domain.Model.EventTimePolicy.Default);
        Assert.Throws<ArgumentException>(() => parser.Parse("{}"u8, 0, new InputEvent(EventSchema.Empty)));
    }
}
