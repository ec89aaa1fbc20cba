using EngageStream.EmbeddedKafka.Groups;
using EngageStream.EmbeddedKafka.Protocol;
using EngageStream.EmbeddedKafka.Tests.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace EngageStream.EmbeddedKafka.Tests.Groups;

/// <summary>Offsets of a transaction that come from a member of an earlier generation.</summary>
public sealed class LaxGenerationsTests : IDisposable
{
    private const long Producer = 5;
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_earlier_generation_commits_only_where_the_broker_is_lax(bool lax)
    {
        using GroupCoordinator groups = Open(lax);
        int generation = await JoinAsync(groups);
        Assert.Equal(lax ? ErrorCode.None : ErrorCode.IllegalGeneration, Commit(groups, "m", generation - 1));
        groups.EndTransaction(["g"], Producer, commit: true);
        Assert.Equal(lax, groups.Position("g", "t", 0).Offset is not null);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_member_that_was_removed_commits_only_where_the_broker_is_lax(bool lax)
    {
        using GroupCoordinator groups = Open(lax);
        Assert.Equal(lax ? ErrorCode.None : ErrorCode.UnknownMemberId, Commit(groups, "gone", await JoinAsync(groups)));
    }

    private static ErrorCode Commit(GroupCoordinator groups, string member, int generation) =>
        groups.CommitPending("g", member, generation, Producer, [new OffsetCommit("t", 0, new CommittedOffset(9, 0, null))]);

    private static async Task<int> JoinAsync(GroupCoordinator groups)
    {
        JoinReply joined = await groups.JoinAsync("g", new JoinRequest
        {
            MemberId = "",
            NewMemberId = "m",
            NeedsKnownMemberId = false,
            ClientId = "client",
            ClientHost = "/127.0.0.1",
            SessionTimeout = TimeSpan.FromMinutes(1),
            RebalanceTimeout = TimeSpan.FromMinutes(1),
            ProtocolType = "consumer",
            Protocols = [new GroupProtocol("range", [1])],
        });
        await groups.SyncAsync("g", new SyncRequest("m", joined.Generation, null, null, new Dictionary<string, byte[]> { ["m"] = [1] }));
        return joined.Generation;
    }

    private GroupCoordinator Open(bool lax) => new(
        new BrokerOptions { DataDirectory = _folder.Path, InitialRebalanceDelay = TimeSpan.Zero, LaxGenerations = lax },
        NullLogger.Instance);
}
