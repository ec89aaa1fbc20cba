using EngageStream.EmbeddedKafka.Protocol;
using EngageStream.EmbeddedKafka.Tests.Testing;
using EngageStream.Tests.Shared.Kafka;

namespace EngageStream.EmbeddedKafka.Tests.Network;

public sealed class JoinGroupTests
{
    [EmbeddedFact("speaks to the broker in bytes")]
    public async Task A_first_join_is_sent_back_for_its_member_id_from_version_four_on()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using RawClient client = broker.Raw();
        (ErrorCode error, int generation, string memberId) = Join(client, 4, "");
        Assert.Equal((ErrorCode.MemberIdRequired, -1), (error, generation));
        Assert.StartsWith("raw-", memberId, StringComparison.Ordinal);
        Assert.Equal((ErrorCode.None, 1, memberId), Join(client, 4, memberId));

        using RawClient older = broker.Raw();
        Assert.Equal(ErrorCode.None, Join(older, 3, "", group: "other").Error);
    }

    [EmbeddedTheory("speaks to the broker in bytes")]
    [InlineData("", 10_000, ErrorCode.InvalidGroupId)]
    [InlineData("g", 1, ErrorCode.InvalidSessionTimeout)]
    public async Task Joins_without_a_group_or_with_an_impossible_session_are_refused(string group, int sessionMs, object expected)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using RawClient client = broker.Raw();
        Assert.Equal(expected, Join(client, 4, "", group, sessionMs).Error);
    }

    private static (ErrorCode Error, int Generation, string MemberId) Join(
        RawClient client, short version, string memberId, string group = "g", int sessionMs = 10_000)
    {
        ProtocolReader response = client.Call(ApiKey.JoinGroup, version, writer =>
        {
            writer.String(group);
            writer.Int32(sessionMs);
            writer.Int32(10_000);
            writer.String(memberId);
            writer.String("consumer");
            writer.ArrayLength(1);
            writer.String("range");
            writer.Bytes([1]);
        });
        response.Int32();
        var error = (ErrorCode)response.Int16();
        int generation = response.Int32();
        response.String();
        response.String();
        return (error, generation, response.String());
    }
}
