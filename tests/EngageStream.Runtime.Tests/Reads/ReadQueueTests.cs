using EngageStream.Runtime.Reads;
using EngageStream.Runtime.Tests.Hosting;

namespace EngageStream.Runtime.Tests.Reads;

public class ReadQueueTests
{
    private readonly ReadQueue _queue = new(capacity: 2);

    [Fact]
    public void A_queue_that_nobody_serves_takes_nothing()
    {
        Assert.Equal(ReadAdmission.Closed, _queue.Offer(Request("ann")));
        Assert.True(_queue.IsEmpty);
    }

    [Fact]
    public void A_full_queue_takes_no_more_until_one_is_taken()
    {
        _queue.Open();
        Assert.Equal(ReadAdmission.Taken, _queue.Offer(Request("ann")));
        Assert.Equal(ReadAdmission.Taken, _queue.Offer(Request("bob")));
        Assert.Equal(ReadAdmission.Full, _queue.Offer(Request("cid")));
        Assert.Equal("ann"u8, _queue.Take()!.User);
        Assert.Equal(ReadAdmission.Taken, _queue.Offer(Request("cid")));
        Assert.Equal("bob"u8, _queue.Take()!.User);
        Assert.False(_queue.IsEmpty);
        Assert.Equal("cid"u8, _queue.Take()!.User);
        Assert.True(_queue.IsEmpty);
        Assert.Null(_queue.Take());
    }

    [Fact]
    public async Task Whoever_waits_when_it_closes_is_told_so()
    {
        _queue.Open();
        ReadRequest request = Request("ann");
        _queue.Offer(request);
        _queue.Close();
        Assert.False((await request.Answer.WaitAsync(TestKafka.Patience)).IsHere);
        Assert.True(_queue.IsEmpty);
        Assert.Equal(ReadAdmission.Closed, _queue.Offer(Request("bob")));
        _queue.Open();
        Assert.Equal(ReadAdmission.Taken, _queue.Offer(Request("bob")));
    }

    private static ReadRequest Request(string user) => new(System.Text.Encoding.UTF8.GetBytes(user), 0, 0);
}
