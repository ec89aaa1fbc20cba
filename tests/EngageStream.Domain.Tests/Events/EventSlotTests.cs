using EngageStream.Domain.Events;

namespace EngageStream.Domain.Tests.Events;

public class EventSlotTests
{
    private readonly TestParser _parser = new();

    [Theory]
    [InlineData("19.99", "19.99")]
    [InlineData("-0.5", "-0.5")]
    [InlineData("0", "0")]
    [InlineData("1e3", "1000")]
    [InlineData("1.5E-2", "0.015")]
    [InlineData("123456789012345", "123456789012345")]
    [InlineData("0.1234567890123456789", "0.12345678901234568")]
    [InlineData("99999999999999999999", "1E+20")]
    [InlineData("1e308", "1E+308")]
    [InlineData("1e999", "none")]
    [InlineData("-1e999", "none")]
    [InlineData("1e-999", "0")]
    [InlineData("true", "true")]
    [InlineData("false", "false")]
    [InlineData("null", "none")]
    [InlineData("[1]", "none")]
    [InlineData("{\"a\":1}", "none")]
    [InlineData("\"12.5\"", "\"12.5\"")]
    [InlineData("\"\"", "\"\"")]
    [InlineData("\"a\\nb\\t\\b\\f\\r\"", "\"a\nb\t\b\f\r\"")]
    [InlineData("\"\\u20ac \\uD83D\\uDE00\"", "\"€ 😀\"")]
    public void A_property_keeps_its_kind_and_value(string json, string value)
    {
        Assert.Equal(EventError.None, _parser.ParseTrack($$"""  "properties":{"x":1,"price":{{json}},"y":[{}]}  """));
        Assert.Equal(value, _parser.Property("price"));
        Assert.Equal("none", _parser.Property("currency"));
    }

    [Fact]
    public void A_dotted_path_leads_into_nested_objects()
    {
        Assert.Equal(EventError.None, _parser.ParseTrack("""
            "properties":{"cart":{"items":[{"total":1}],"total":30,"owner":{"age":4,"name":"Jo"},"cart.total":9},"cart.total":8}
            """));
        Assert.Equal("30", _parser.Property("cart.total"));
        Assert.Equal("\"Jo\"", _parser.Property("cart.owner.name"));
        Assert.Equal("none", _parser.Property("cart"));
    }

    [Fact]
    public void A_path_and_its_continuation_can_both_be_wanted()
    {
        Assert.Equal(EventError.None, _parser.ParseTrack("""  "properties":{"cart":"empty"}  """));
        Assert.Equal("\"empty\"", _parser.Property("cart"));
        Assert.Equal("none", _parser.Property("cart.total"));
    }

    [Theory]
    [InlineData("""{"price":1,"price":2}""", "2", "none")]
    [InlineData("""{"price":1,"price":null}""", "none", "none")]
    [InlineData("""{"price":"a","price":[]}""", "none", "none")]
    [InlineData("""{"cart":{"total":1},"cart":{"owner":{}}}""", "none", "none")]
    [InlineData("""{"cart":{"total":1},"cart":{"total":2}}""", "none", "2")]
    [InlineData("""{"cart":{"total":1},"cart":5}""", "none", "none")]
    [InlineData("""{"price":1},"properties":{"cart":{"total":2}}""", "none", "2")]
    [InlineData("""{"price":1},"properties":null""", "none", "none")]
    [InlineData("""[],"properties":{"price":1}""", "1", "none")]
    public void Of_a_name_given_twice_the_last_wins_as_a_whole(string properties, string price, string total)
    {
        Assert.Equal(EventError.None, _parser.ParseTrack($"\"properties\":{properties}"));
        Assert.Equal((price, total), (_parser.Property("price"), _parser.Property("cart.total")));
    }

    [Theory]
    [InlineData("properties", "1")]
    [InlineData("properties", "\"a\"")]
    [InlineData("properties", "[]")]
    [InlineData("traits", "[]")]
    [InlineData("traits", "false")]
    [InlineData("context", "\"web\"")]
    [InlineData("context", "{\"traits\":[1]}")]
    public void Groups_of_values_must_be_objects(string name, string value) =>
        Assert.Equal(EventError.WrongType, _parser.ParseTrack($"\"{name}\":{value}"));

    [Theory]
    [InlineData("\"traits\":{\"plan\":\"pro\"}", "\"pro\"", "none")]
    [InlineData("\"context\":{\"traits\":{\"plan\":\"pro\"}}", "\"pro\"", "none")]
    [InlineData("\"context\":{\"traits\":{\"plan\":\"free\",\"age\":7}},\"traits\":{\"plan\":\"pro\"}", "\"pro\"", "7")]
    [InlineData("\"traits\":{\"plan\":\"pro\"},\"context\":{\"traits\":{\"plan\":\"free\",\"age\":7}}", "\"pro\"", "7")]
    [InlineData("\"traits\":{\"plan\":null},\"context\":{\"traits\":{\"plan\":\"free\"}}", "\"free\"", "none")]
    [InlineData("\"context\":{\"traits\":{\"plan\":\"free\"},\"traits\":{\"age\":8}}", "none", "8")]
    [InlineData("\"context\":{\"traits\":{\"plan\":\"free\"}},\"context\":{\"ip\":\"::1\"}", "none", "none")]
    [InlineData("\"context\":{\"traits\":{\"plan\":\"free\"}},\"context\":null", "none", "none")]
    [InlineData("\"context\":{\"nested\":{\"traits\":{\"plan\":\"free\"}}}", "none", "none")]
    public void Traits_come_from_the_call_and_then_from_its_context(string members, string plan, string age)
    {
        Assert.Equal(EventError.None, _parser.ParseTrack(members));
        Assert.Equal((plan, age), (_parser.Trait("plan"), _parser.Trait("age")));
        Assert.Equal(plan != "none" || age != "none", _parser.Event.HasTraits);
    }

    [Fact]
    public void Nothing_of_one_event_is_left_in_the_next()
    {
        Assert.Equal(EventError.None, _parser.ParseTrack("""
            "messageId":"m","properties":{"price":1,"gift":true},"traits":{"plan":"pro"},"timestamp":"2026-01-01T00:00:01Z"
            """));
        InputEvent read = _parser.Good("""{"type":"alias","userId":"v"}""");
        Assert.All(read.Properties, each => Assert.Equal(PropertyKind.Missing, each.Kind));
        Assert.All(read.Traits, each => Assert.Equal(PropertyKind.Missing, each.Kind));
        Assert.Equal((false, false, false), (read.HasTraits, read.HasMessageId, read.ClampedFromFuture));
        Assert.Equal("v", _parser.UserId);
    }
}
