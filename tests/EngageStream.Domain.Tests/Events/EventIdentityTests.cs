using System.Text;
using EngageStream.Domain.Events;

namespace EngageStream.Domain.Tests.Events;

public class EventIdentityTests
{
    private readonly TestParser _parser = new();

    [Theory]
    [InlineData("""{"type":"group","userId":"jo"}""", "jo")]
    [InlineData("""{"type":"group","userId":"jo","anonymousId":"anon"}""", "jo")]
    [InlineData("""{"type":"group","anonymousId":"anon"}""", "anon")]
    [InlineData("""{"type":"group","userId":null,"anonymousId":"anon"}""", "anon")]
    [InlineData("""{"type":"group","userId":"","anonymousId":"anon"}""", "anon")]
    [InlineData("""{"type":"group","userId":" \t\r\n","anonymousId":"anon"}""", "anon")]
    [InlineData("""{"type":"group","userId":" jo "}""", " jo ")]
    [InlineData("""{"type":"group","userId":12345}""", "12345")]
    [InlineData("""{"type":"group","userId":-1.50e3}""", "-1.50e3")]
    [InlineData("""{"type":"group","userId":"J\u00fcrgen \ud83d\ude00 \/\\\""}""", "Jürgen 😀 /\\\"")]
    [InlineData("""{"type":"group","userId":"Jürgen 😀"}""", "Jürgen 😀")]
    [InlineData("""{"type":"group","userId":"first","userId":"last"}""", "last")]
    [InlineData("""{"type":"group","userId":true,"userId":"last"}""", "last")]
    [InlineData("""{"type":"group","userId":"first","userId":null,"anonymousId":"anon"}""", "anon")]
    public void The_person_is_the_user_else_the_visitor(string json, string person)
    {
        _parser.Good(json);
        Assert.Equal(person, _parser.UserId);
    }

    [Theory]
    [InlineData("""{"type":"group"}""", EventError.MissingUser)]
    [InlineData("""{"type":"group","userId":"","anonymousId":null}""", EventError.MissingUser)]
    [InlineData("""{"type":"group","userId":"  "}""", EventError.MissingUser)]
    [InlineData("""{"type":"group","userId":true,"anonymousId":"anon"}""", EventError.WrongType)]
    [InlineData("""{"type":"group","userId":{"id":1}}""", EventError.WrongType)]
    [InlineData("""{"type":"group","anonymousId":[]}""", EventError.WrongType)]
    [InlineData("""{"type":"group","userId":"u","messageId":{}}""", EventError.WrongType)]
    [InlineData("""{"type":"group","userId":"u","messageId":false}""", EventError.WrongType)]
    public void What_names_no_person_is_refused_with_the_reason(string json, EventError reason) => Assert.Equal(reason, _parser.Parse(json));

    [Theory]
    [InlineData(256, EventError.None)]
    [InlineData(257, EventError.MissingUser)]
    public void An_id_has_at_most_256_bytes(int length, EventError expected)
    {
        string plain = new('a', length - 2);
        Assert.Equal(expected, _parser.Parse($$"""{"type":"group","userId":"{{plain}}é"}"""));
        Assert.Equal(expected, _parser.Parse($$"""{"type":"group","userId":"{{plain}}\u00e9"}"""));
    }

    [Fact]
    public void Half_a_surrogate_pair_is_replaced_rather_than_refused()
    {
        _parser.Good("""{"type":"group","userId":"a\ud83d","properties":{"currency":"\ude00\ud83d\ud83d\ude00\ud83dx\ud83d\u0041"}}""");
        Assert.Equal("a\ufffd", _parser.UserId);
        Assert.Equal("\"\ufffd\ufffd😀\ufffdx\ufffdA\"", _parser.Property("currency"));
    }

    [Theory]
    [InlineData("\"0b9e3c52-8f1d-4a77-b1f0-2d6f5a0c9e11\"", "0b9e3c52-8f1d-4a77-b1f0-2d6f5a0c9e11")]
    [InlineData("\"m\\u0031\"", "m1")]
    [InlineData("42", "42")]
    public void A_message_is_named_by_the_hash_of_its_id(string written, string id)
    {
        InputEvent read = _parser.Good($$"""{"type":"group","userId":"u","messageId":{{written}}}""");
        Assert.True(read.HasMessageId);
        Assert.Equal(XxHash64.Hash(Encoding.UTF8.GetBytes(id)), read.MessageHash);
    }

    [Theory]
    [InlineData("""{"type":"group","userId":"u"}""")]
    [InlineData("""{"type":"group","userId":"u","messageId":null}""")]
    [InlineData("""{"type":"group","userId":"u","messageId":""}""")]
    public void A_message_without_id_is_named_by_the_hash_of_its_value(string json)
    {
        InputEvent read = _parser.Good(json);
        Assert.False(read.HasMessageId);
        Assert.Equal(XxHash64.Hash(Encoding.UTF8.GetBytes(json)), read.MessageHash);
    }
}
