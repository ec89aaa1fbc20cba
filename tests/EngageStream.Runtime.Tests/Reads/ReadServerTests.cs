using System.Text;
using EngageStream.Domain.Actors;
using EngageStream.Domain.Model;
using EngageStream.Runtime.Metrics;
using EngageStream.Runtime.Reads;
using EngageStream.Runtime.Restore;
using EngageStream.Runtime.Shards;
using EngageStream.Runtime.Streams;
using EngageStream.Runtime.Tests.Hosting;
using EngageStream.Runtime.Tests.Shards;

namespace EngageStream.Runtime.Tests.Reads;

public class ReadServerTests
{
    private static readonly EngagementModel Model = ShardModels.Small();
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(50);
    private readonly Assignment _assignment = new(2);
    private readonly ReadQueue _queue = new();
    private readonly StreamCounters _counters = new();
    private readonly SteppedTime _time = new(TimeSpan.FromMicroseconds(300));
    private readonly Shard _shard;

    public ReadServerTests()
    {
        _shard = new Shard(0, Model, new UserActor(Model), new ShardOptions(), new SilentOutput());
        _assignment.Run(RestoreRequest.Restored(_shard, 0));
        _queue.Open();
    }

    [Fact]
    public void A_turn_answers_for_a_millisecond_and_leaves_the_rest_to_the_next()
    {
        ReadServer server = NewServer();
        List<ReadRequest> requests = [.. Enumerable.Range(0, 10).Select(_ => Ask("ann"))];
        server.Serve();
        // By its clock an answer takes 0.3 ms: the fourth goes beyond.
        Assert.Equal(4, requests.Count(request => request.Answer.IsCompleted));
        server.Serve();
        server.Serve();
        Assert.All(requests, request => Assert.True(request.Answer.IsCompleted));
        Assert.Equal(10, _counters.ReadLatency.Cumulative(BucketHistogram.UpperBoundsMs.Length));
    }

    [Fact]
    public async Task A_question_about_another_partition_is_answered_as_not_here()
    {
        ReadRequest request = Ask("ann", partition: 1);
        NewServer().Serve();
        Assert.False((await request.Answer.WaitAsync(TestKafka.Patience)).IsHere);
        Assert.Equal(0, _counters.ReadLatency.Cumulative(BucketHistogram.UpperBoundsMs.Length));
    }

    [Fact]
    public async Task A_partition_that_was_taken_away_is_not_here()
    {
        ReadRequest request = Ask("ann");
        _assignment.Drop(0);
        NewServer().Serve();
        Assert.False((await request.Answer.WaitAsync(TestKafka.Patience)).IsHere);
    }

    [Fact]
    public void Nobody_looks_for_a_person_whom_nobody_waits_for()
    {
        Ask("ann").GiveUp();
        NewServer().Serve();
        Assert.True(_queue.IsEmpty);
        Assert.Equal(0, _counters.ReadLatency.Cumulative(BucketHistogram.UpperBoundsMs.Length));
    }

    [Fact]
    public void The_thread_does_not_wait_while_questions_do_and_waits_shortly_for_a_second_after()
    {
        ReadServer server = NewServer();
        Assert.Equal(Idle, server.LongestWait(Idle));
        Ask("ann");
        Assert.Equal(TimeSpan.Zero, server.LongestWait(Idle));
        server.Serve();
        Assert.Equal(ReadServer.AttentiveWait, server.LongestWait(Idle));
        Assert.Equal(TimeSpan.FromMilliseconds(1), server.LongestWait(TimeSpan.FromMilliseconds(1)));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(Idle, server.LongestWait(Idle));
    }

    [Fact]
    public async Task Ending_a_life_answers_all_who_wait()
    {
        ReadRequest request = Ask("ann");
        NewServer().Dispose();
        Assert.False((await request.Answer.WaitAsync(TestKafka.Patience)).IsHere);
    }

    private ReadServer NewServer() => new(_queue, _assignment, _counters, _time);

    private ReadRequest Ask(string user, int partition = 0)
    {
        var request = new ReadRequest(Encoding.UTF8.GetBytes(user), partition, _time.GetTimestamp());
        Assert.Equal(ReadAdmission.Taken, _queue.Offer(request));
        return request;
    }
}
