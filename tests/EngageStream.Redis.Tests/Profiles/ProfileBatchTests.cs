using System.Text;
using EngageStream.Redis.Profiles;
using EngageStream.Redis.Tests.Support;
using StackExchange.Redis;

namespace EngageStream.Redis.Tests.Profiles;

/// <summary>What a batch is packed to, as Redis itself unpacks it.</summary>
[Collection(RedisCollection.Name)]
public sealed class ProfileBatchTests(RedisFixture fixture)
{
    private readonly ProfileSummary _summary = new();
    private readonly ProfileBatch _batch = new();

    [Theory]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    public async Task Texts_of_every_length_arrive(int length)
    {
        string id = new('i', length);
        string profile = new string('ä', length / 2) + (length % 2 == 1 ? "x" : "");
        _batch.Add(Encoding.UTF8.GetBytes(id), _summary, Encoding.UTF8.GetBytes(profile), new ProfilePlace(1, 2, 3, 4));
        Assert.Equal([id, "1/2/3/4", null, null, null, profile], await UnpackAsync());
    }

    [Fact]
    public async Task Of_each_person_only_the_last_record_is_sent()
    {
        Add("ann", "growth", 1);
        Add("bob", "growth", 2);
        Add("ann", "churned", 3);
        _batch.AddTombstone("bob"u8, new ProfilePlace(1, 0, 4, 5));
        Add("cid", "growth", 5);
        Assert.Equal(5, _batch.Count);
        Assert.Equal(
            [
                "ann", "1/0/3/5", "churned", "low", "0.5", Json("churned"),
                "bob", "1/0/4/5", null, null, null, null,
                "cid", "1/0/5/5", "growth", "low", "0.5", Json("growth"),
            ],
            await UnpackAsync());

        _batch.Clear();
        Add("ann", "growth", 6);
        Assert.Equal(1, _batch.Count);
        Assert.Equal(["ann", "1/0/6/5", "growth", "low", "0.5", Json("growth")], await UnpackAsync());
    }

    private static string Json(string stage) => $$"""{"stage":"{{stage}}","band":"low","risk":0.5}""";

    private void Add(string user, string stage, long offset)
    {
        byte[] json = Encoding.UTF8.GetBytes(Json(stage));
        Assert.True(_summary.Read(json));
        _batch.Add(Encoding.UTF8.GetBytes(user), _summary, json, new ProfilePlace(1, 0, offset, 5));
    }

    // As apply.lua reads it; a script's answer ends at what is nil or false, so that is made a text of its own.
    private async Task<IEnumerable<string?>> UnpackAsync()
    {
        const string script = """
            local b, out = cmsgpack.unpack(ARGV[1]), {}
            for i = 1, #b, 5 do
              for k = i, i + 4 do out[#out + 1] = b[k] == false and '(none)' or b[k] end
              local profile = ARGV[1 + (i + 4) / 5]
              out[#out + 1] = profile == '' and '(none)' or profile
            end
            return out
            """;
        PackedBatch batch = _batch.Pack();
        RedisValue[] arguments = [batch.People, .. batch.Profiles.Select(profile => (RedisValue)profile)];
        RedisValue[] values = (RedisValue[])(await fixture.Redis.Database.ScriptEvaluateAsync(script, [], arguments))!;
        return values.Select(value => value == "(none)" ? null : (string?)value);
    }
}
