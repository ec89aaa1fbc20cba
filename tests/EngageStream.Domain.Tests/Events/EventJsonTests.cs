using System.Text;
using EngageStream.Domain.Events;

namespace EngageStream.Domain.Tests.Events;

public class EventJsonTests
{
    private readonly TestParser _parser = new();

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("{")]
    [InlineData("}")]
    [InlineData("{]")]
    [InlineData("{} {}")]
    [InlineData("{},")]
    [InlineData("{,}")]
    [InlineData("""{"a"}""")]
    [InlineData("""{"a":}""")]
    [InlineData("""{"a":1,}""")]
    [InlineData("""{"a":1 "b":2}""")]
    [InlineData("""{a:1}""")]
    [InlineData("""{'a':1}""")]
    [InlineData("""{"a"=1}""")]
    [InlineData("""{"a":1""")]
    [InlineData("""{"a":[1,]}""")]
    [InlineData("""{"a":[1 2]}""")]
    [InlineData("""{"a":[1}""")]
    [InlineData("""{"a":{"b":1]}""")]
    [InlineData("""{"a":"b}""")]
    [InlineData("""{"a":"\x"}""")]
    [InlineData("""{"a":"\u12g4"}""")]
    [InlineData("""{"a":"\u12"}""")]
    [InlineData("""{"a":"\"}""")]
    [InlineData("{\"a\":\"\n\"}")]
    [InlineData("{\"a\u0001\":1}")]
    [InlineData("""{"a":01}""")]
    [InlineData("""{"a":-}""")]
    [InlineData("""{"a":+1}""")]
    [InlineData("""{"a":.5}""")]
    [InlineData("""{"a":1.}""")]
    [InlineData("""{"a":1e}""")]
    [InlineData("""{"a":1e+}""")]
    [InlineData("""{"a":0x10}""")]
    [InlineData("""{"a":NaN}""")]
    [InlineData("""{"a":-Infinity}""")]
    [InlineData("""{"a":tru}""")]
    [InlineData("""{"a":truex}""")]
    [InlineData("""{"a":nul""")]
    [InlineData("""{"a":undefined}""")]
    [InlineData("""{"a":1/*c*/}""")]
    [InlineData("{\u00a0\"a\":1}")]
    [InlineData("\ufeff{}")]
    [InlineData("{}\0")]
    public void What_is_not_one_json_object_is_malformed(string json)
    {
        Assert.Equal(EventError.MalformedJson, _parser.Parse(json));

        // The same inside what is kept, and inside what is passed over.
        Assert.Equal(EventError.MalformedJson, _parser.Parse($$"""{"type":"alias","userId":"u","properties":{{json}},"z":1}"""));
        Assert.Equal(EventError.MalformedJson, _parser.Parse($$"""{"type":"alias","userId":"u","context":{{json}},"z":1}"""));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("[{}]")]
    [InlineData("\"a\"")]
    [InlineData("1")]
    [InlineData("true")]
    public void What_is_json_but_no_object_is_malformed(string json) => Assert.Equal(EventError.MalformedJson, _parser.Parse(json));

    [Theory]
    [InlineData(new byte[] { 0xff })]
    [InlineData(new byte[] { 0xc3 })]
    [InlineData(new byte[] { 0xc0, 0xaf })]
    [InlineData(new byte[] { 0xed, 0xa0, 0x80 })]
    [InlineData(new byte[] { 0xf5, 0x80, 0x80, 0x80 })]
    public void What_is_not_utf8_is_malformed_wherever_it_stands(byte[] bad)
    {
        foreach (string name in new[] { "userId", "unused" })
        {
            byte[] json = [.. Encoding.UTF8.GetBytes($"{{\"type\":\"alias\",\"anonymousId\":\"a\",\"{name}\":\""), .. bad, .. "\"}"u8];
            Assert.Equal(EventError.MalformedJson, _parser.Parse(json));
        }
    }

    [Fact]
    public void White_space_is_allowed_between_tokens_only()
    {
        InputEvent read = _parser.Good("\r\n\t { \"type\" :\n\"alias\" ,\t\"userId\" : \"u\" , \"x\" : [ ] , \"y\" : [ 1 , { } ] } \n");
        Assert.Equal(EventKind.Alias, read.Kind);
    }

    [Theory]
    [InlineData(63, EventError.None)]
    [InlineData(64, EventError.MalformedJson)]
    public void Nesting_ends_at_64_levels(int inner, EventError expected)
    {
        string arrays = new string('[', inner) + new string(']', inner);
        Assert.Equal(expected, _parser.Parse($$"""{"type":"alias","userId":"u","x":{{arrays}}}"""));
        string objects = string.Concat(Enumerable.Repeat("{\"cart\":", inner - 1)) + "{}" + new string('}', inner - 1);
        Assert.Equal(expected, _parser.Parse($$"""{"type":"alias","userId":"u","properties":{{objects}}}"""));
        Assert.Equal(expected, _parser.Parse($$"""{"type":"alias","userId":"u","context":{{objects}}}"""));
    }

    [Fact]
    public void A_wanted_path_deeper_than_the_limit_is_malformed_too()
    {
        string path = string.Join('.', Enumerable.Repeat("a", 80));
        var parser = new TestParser(new EventSchema([], [path], []));
        string objects = string.Concat(Enumerable.Repeat("{\"a\":", 80)) + "1" + new string('}', 80);
        Assert.Equal(EventError.MalformedJson, parser.Parse($$"""{"type":"alias","userId":"u","properties":{{objects}}}"""));
    }

    [Theory]
    [InlineData(EventParser.MaxLength, EventError.None)]
    [InlineData(EventParser.MaxLength + 1, EventError.TooLarge)]
    public void A_value_has_at_most_32_KiB(int length, EventError expected)
    {
        const string Head = "{\"type\":\"alias\",\"userId\":\"u\",\"properties\":{\"currency\":\"";
        const string Tail = "\"}}";
        Assert.Equal(expected, _parser.Parse(Head + new string('x', length - Head.Length - Tail.Length) + Tail));
    }

    [Fact]
    public void A_shapeless_text_is_malformed_before_anything_else() =>
        Assert.Equal(EventError.MalformedJson, _parser.Parse("""{"type":5,"userId":[],"timestamp":"x",}"""));
}
