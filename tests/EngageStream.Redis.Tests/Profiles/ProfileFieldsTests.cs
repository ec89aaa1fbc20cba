using System.Text;
using System.Text.Json.Nodes;
using EngageStream.Redis.Profiles;
using EngageStream.Redis.Tests.Support;
using StackExchange.Redis;

namespace EngageStream.Redis.Tests.Profiles;

/// <summary>What a profile is packed to, as Redis itself unpacks it.</summary>
[Collection(RedisCollection.Name)]
public sealed class ProfileFieldsTests(RedisFixture fixture)
{
    private readonly ProfileFields _fields = new();

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    public async Task Texts_of_every_length_arrive(int length)
    {
        string city = new('ä', length / 2);
        city += length % 2 == 1 ? "x" : "";
        Assert.Equal(length, Encoding.UTF8.GetByteCount(city));
        Dictionary<string, string> fields = await UnpackAsync($$$"""{"band":"low","traits":{"city":"{{{city}}}"}}""");
        Assert.Equal(city, fields["trait.city"]);
    }

    [Fact]
    public async Task Escapes_numbers_and_what_is_not_known_yet_arrive()
    {
        const string json = """
            {"band":"low","risk":1.5E-7,"na\u006de":"\u00e4\"\n","totals":[{"event":"A \"b\"","count":12,"last":null}],
             "traits":{"t\"q":"\ud83d\ude00","n":-0.5,"b":false},"segments":["vip", {"a": 1}],"stage":null}
            """;
        Dictionary<string, string> fields = await UnpackAsync(json);
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["band"] = "low",
                ["risk"] = "1.5E-7",
                ["name"] = "ä\"\n",
                ["total.A \"b\""] = "12",
                ["trait.t\"q"] = "😀",
                ["trait.n"] = "-0.5",
                ["trait.b"] = "false",
                ["segments"] = """["vip", {"a": 1}]""",
            }.OrderBy(field => field.Key),
            fields.OrderBy(field => field.Key));
        Assert.True(_fields.Stage.IsEmpty);
        Assert.Equal("low", Encoding.UTF8.GetString(_fields.Band[1..]));
    }

    [Fact]
    public async Task Any_profile_has_the_fields_of_the_documentation()
    {
        for (int seed = 0; seed < 30; seed++)
        {
            Profile profile = Profile.Random(new Random(seed), $"user \"{seed}\" \u00fc", seed);
            Dictionary<string, string> fields = await UnpackAsync(profile.Json);
            Assert.Equal(Profile.FieldsOf(profile.Json), fields.OrderBy(field => field.Key, StringComparer.Ordinal));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("7")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"band":"low"}x""")]
    [InlineData("""{"totals":7}""")]
    [InlineData("""{"totals":[7]}""")]
    [InlineData("""{"traits":[]}""")]
    [InlineData("""{"traits":{"a":[]}}""")]
    [InlineData("""{"band":"\ud800"}""")]
    [InlineData("""{"risk":"high"}""")]
    public void What_is_no_profile_is_told(string json) => Assert.False(_fields.Read(Encoding.UTF8.GetBytes(json)));

    private async Task<Dictionary<string, string>> UnpackAsync(string json)
    {
        Assert.NotNull(JsonNode.Parse(json));
        Assert.True(_fields.Read(Encoding.UTF8.GetBytes(json)));
        byte[] packed = new byte[MsgPack.ArrayHead + _fields.Packed.Length];
        MsgPack.WriteArrayHead(packed, _fields.Count);
        _fields.Packed.CopyTo(packed.AsSpan(MsgPack.ArrayHead));
        RedisValue[] flat = (RedisValue[])(await fixture.Redis.Database.ScriptEvaluateAsync(
            "return cmsgpack.unpack(ARGV[1])", [], [packed]))!;
        Assert.Equal(_fields.Count, flat.Length);
        return flat.Chunk(2).ToDictionary(pair => (string)pair[0]!, pair => (string)pair[1]!);
    }
}
