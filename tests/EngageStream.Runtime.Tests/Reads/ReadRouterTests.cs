using System.Text.Json.Nodes;
using EngageStream.Domain.Model;
using EngageStream.Domain.Partitioning;
using EngageStream.Domain.State;
using EngageStream.Domain.Time;
using EngageStream.Runtime.Reads;
using EngageStream.Runtime.Shards;
using EngageStream.Runtime.Tests.Shards;

namespace EngageStream.Runtime.Tests.Reads;

public class ReadRouterTests
{
    private const int Partitions = 8;
    private static readonly EngagementModel Model = ShardModels.Small();
    private static readonly Uri Url = new("http://other:9470/");
    private readonly ReadQueue _queue = new(capacity: 1);
    private readonly List<int> _asked = [];
    private Func<int, ReadPlace> _placeOf = _ => default;
    private ReadOwner? _owner;

    public ReadRouterTests() => _queue.Open();

    [Fact]
    public async Task A_person_is_looked_for_where_producers_put_the_events()
    {
        UserRead read = await Read("ann");
        int partition = Partitioner.Of(PartitionerKind.Murmur2, "ann"u8, Partitions);
        Assert.Equal(partition, read.Partition);
        Assert.All(_asked, asked => Assert.Equal(partition, asked));
    }

    [Fact]
    public async Task A_partition_that_another_node_announces_is_elsewhere_with_its_address()
    {
        _owner = new ReadOwner(Url);
        UserRead read = await Read("ann");
        Assert.Equal((UserReadOutcome.Elsewhere, Url), (read.Outcome, read.Owner));
    }

    [Fact]
    public async Task A_partition_of_nobody_is_on_its_way() => Assert.Equal(UserReadOutcome.Restoring, (await Read("ann")).Outcome);

    [Fact]
    public async Task A_partition_that_is_restored_here_is_on_its_way_whoever_announced_it_last()
    {
        _owner = new ReadOwner(Url);
        _placeOf = _ => new ReadPlace(true, null);
        Assert.Equal(UserReadOutcome.Restoring, (await Read("ann")).Outcome);
    }

    [Fact]
    public async Task A_thread_between_two_lives_is_restoring()
    {
        _queue.Close();
        _placeOf = _ => new ReadPlace(true, _queue);
        Assert.Equal(UserReadOutcome.Restoring, (await Read("ann")).Outcome);
    }

    [Fact]
    public async Task A_full_queue_is_busy()
    {
        _placeOf = _ => new ReadPlace(true, _queue);
        Task<UserRead> first = Read("ann");
        Assert.Equal(UserReadOutcome.Busy, (await Read("bob")).Outcome);
        _queue.Take()!.Reply(new ReadAnswer(true, null));
        Assert.Equal(UserReadOutcome.Unknown, (await first).Outcome);
    }

    [Fact]
    public async Task A_thread_that_does_not_answer_is_busy_and_the_question_is_given_up()
    {
        _placeOf = _ => new ReadPlace(true, _queue);
        Assert.Equal(UserReadOutcome.Busy, (await NewRouter(TimeSpan.FromMilliseconds(1)).ReadAsync("ann", false, default)).Outcome);
        Assert.True(_queue.Take()!.IsGivenUp);
    }

    [Fact]
    public async Task Whoever_asks_may_stop_waiting()
    {
        _placeOf = _ => new ReadPlace(true, _queue);
        using var cancel = new CancellationTokenSource();
        Task<UserRead> read = NewRouter().ReadAsync("ann", false, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
        Assert.True(_queue.Take()!.IsGivenUp);
    }

    [Fact]
    public async Task A_question_follows_a_partition_to_another_thread()
    {
        var second = new ReadQueue();
        second.Open();
        _placeOf = _ => new ReadPlace(true, _asked.Count == 1 ? _queue : second);
        Task<UserRead> read = Read("ann");
        _queue.Take()!.Reply(ReadAnswer.NotHere);
        ReadRequest? moved;
        while ((moved = second.Take()) is null)
        {
            await Task.Yield();
        }

        moved.Reply(new ReadAnswer(true, Committed()));
        Assert.Equal(UserReadOutcome.Found, (await read).Outcome);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x", 257)]
    public async Task What_no_event_can_be_called_is_nobody(string part, int times = 1) =>
        Assert.Equal(UserReadOutcome.Unknown, (await Read(string.Concat(Enumerable.Repeat(part, times)))).Outcome);

    [Fact]
    public async Task Answers_are_counted_by_outcome()
    {
        ReadRouter router = NewRouter();
        await router.ReadAsync("ann", false, default);
        await router.ReadAsync("", false, default);
        Assert.Equal(1, router.Count(UserReadOutcome.Restoring));
        Assert.Equal(1, router.Count(UserReadOutcome.Unknown));
        Assert.Equal(0, router.Count(UserReadOutcome.Found));
    }

    [Fact]
    public async Task The_answer_is_the_person_who_was_asked_for()
    {
        _placeOf = _ => new ReadPlace(true, _queue);
        Task<UserRead> read = Read("ann");
        _queue.Take()!.Reply(new ReadAnswer(true, Committed()));
        UserRead answer = await read;
        JsonNode profile = JsonNode.Parse(answer.Json.Span)!;
        Assert.Equal(("ann", 7), ((string?)profile["user"], (int?)profile["events"]));
        Assert.Null(profile["explanation"]);
    }

    private static CommittedUser Committed()
    {
        var user = new UserState { Id = "ann"u8.ToArray(), Events = 7, Stage = 3 };
        return new CommittedUser(new UserStateCodec(Model).Encode(user, 0).ToArray(), Durations.Never, 1_000);
    }

    private Task<UserRead> Read(string user) => NewRouter().ReadAsync(user, false, default);

    private ReadRouter NewRouter(TimeSpan? patience = null) => new(
        PartitionerKind.Murmur2,
        Partitions,
        partition =>
        {
            _asked.Add(partition);
            return _placeOf(partition);
        },
        _ => _owner,
        new UserBodies(Model, live: true),
        patience);
}
