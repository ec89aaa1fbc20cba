using EngageStream.EmbeddedKafka.Groups;
using EngageStream.EmbeddedKafka.Protocol;
using EngageStream.EmbeddedKafka.Tests.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace EngageStream.EmbeddedKafka.Tests.Groups;

public sealed class GroupCoordinatorTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ManualTime _time = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_stable_group_and_its_offsets_survive_a_restart()
    {
        int generation;
        using (GroupCoordinator before = Open())
        {
            generation = (await JoinAndSyncAsync(before)).Generation;
            Assert.Equal(ErrorCode.None, before.Commit("g", "m", generation, [Commit(5)]));
        }

        using GroupCoordinator after = Open();
        Assert.Equal(ErrorCode.None, after.Heartbeat("g", "m", generation));
        Assert.Equal(new CommittedOffset(5, 0, "meta"), after.Position("g", "t", 0).Offset);
        MemberDescription member = Assert.Single(after.Describe("g")!.Members);
        Assert.Equal([42], member.Assignment);
    }

    [Fact]
    public async Task A_restored_member_that_never_returns_is_expired()
    {
        using (GroupCoordinator before = Open())
        {
            await JoinAndSyncAsync(before);
        }

        using GroupCoordinator after = Open();
        _time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.Equal(GroupState.Stable, after.Describe("g")!.State);
        _time.Advance(TimeSpan.FromMilliseconds(2));
        Assert.Equal(GroupState.Empty, after.Describe("g")!.State);
    }

    [Fact]
    public async Task An_empty_group_keeps_its_offsets()
    {
        using GroupCoordinator groups = Open();
        JoinReply joined = await JoinAndSyncAsync(groups);
        groups.Commit("g", "m", joined.Generation, [Commit(8)]);
        groups.Leave("g", "m");
        Assert.Equal(GroupState.Empty, groups.Describe("g")!.State);
        Assert.Equal(8, groups.Position("g", "t", 0).Offset!.Value.Offset);
    }

    [Fact]
    public void Offsets_of_a_deleted_topic_are_forgotten_for_good()
    {
        using (GroupCoordinator before = Open())
        {
            before.Commit("g", "", -1, [Commit(8)]);
            before.ForgetTopic("t");
            Assert.Null(before.Position("g", "t", 0).Offset);
        }

        using GroupCoordinator after = Open();
        Assert.Null(after.Position("g", "t", 0).Offset);
    }

    [Fact]
    public void The_journal_stays_small_however_many_offsets_are_committed()
    {
        using (GroupCoordinator groups = Open())
        {
            for (int i = 0; i < 250_000; i++)
            {
                groups.Commit("g", "", -1, [Commit(i)]);
            }
        }

        Assert.InRange(new FileInfo(_folder.Of("groups.journal")).Length, 1, 8_500_000);
        using GroupCoordinator after = Open();
        Assert.Equal(249_999, after.Position("g", "t", 0).Offset!.Value.Offset);
    }

    [Fact]
    public async Task A_static_member_that_came_back_is_known_by_its_new_id_after_a_restart()
    {
        int generation;
        using (GroupCoordinator before = Open())
        {
            generation = (await JoinAndSyncAsync(before, "instance")).Generation;
            JoinReply again = await before.JoinAsync("g", Request("m2", "instance"));
            Assert.Equal((ErrorCode.None, generation), (again.Error, again.Generation));
        }

        using GroupCoordinator after = Open();
        Assert.Equal(ErrorCode.None, after.Heartbeat("g", "m2", generation, "instance"));
        Assert.Equal(ErrorCode.FencedInstanceId, after.Heartbeat("g", "m", generation, "instance"));
        Assert.Equal([42], Assert.Single(after.Describe("g")!.Members).Assignment);
    }

    [Fact]
    public void Asking_about_groups_does_not_create_them()
    {
        using GroupCoordinator groups = Open();
        Assert.Equal(ErrorCode.UnknownMemberId, groups.Heartbeat("nobody", "m", 1));
        Assert.Equal(ErrorCode.UnknownMemberId, groups.Leave("nobody", "m"));
        Assert.Equal(ErrorCode.IllegalGeneration, groups.Commit("nobody", "m", 3, [Commit(1)]));
        Assert.Null(groups.Describe("nobody"));
    }

    private static OffsetCommit Commit(long offset) => new("t", 0, new CommittedOffset(offset, 0, "meta"));

    private GroupCoordinator Open() => new(
        new BrokerOptions { DataDirectory = _folder.Path, TimeProvider = _time, InitialRebalanceDelay = TimeSpan.Zero },
        NullLogger.Instance);

    private static JoinRequest Request(string newMemberId, string? instanceId) => new()
    {
        MemberId = "",
        InstanceId = instanceId,
        NewMemberId = newMemberId,
        NeedsKnownMemberId = false,
        ClientId = "client",
        ClientHost = "/127.0.0.1",
        SessionTimeout = TimeSpan.FromSeconds(1),
        RebalanceTimeout = TimeSpan.FromSeconds(5),
        ProtocolType = "consumer",
        Protocols = [new GroupProtocol("range", [1])],
    };

    private static async Task<JoinReply> JoinAndSyncAsync(GroupCoordinator groups, string? instanceId = null)
    {
        JoinReply joined = await groups.JoinAsync("g", Request("m", instanceId));
        var assignment = new Dictionary<string, byte[]> { ["m"] = [42] };
        await groups.SyncAsync("g", new SyncRequest("m", joined.Generation, null, null, assignment));
        return joined;
    }
}
