using System.Buffers.Binary;
using EngageStream.EmbeddedKafka.Protocol;
using EngageStream.EmbeddedKafka.Tests.Testing;
using EngageStream.Tests.Shared.Kafka;
using Xunit.Abstractions;

namespace EngageStream.EmbeddedKafka.Tests.Network;

/// <summary>Thousands of requests that are nearly right, against a broker that listens.</summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const int Rejected = 201;
    private const int Failed = 202;
    private const int Requests = 5000;
    private const int BytesPerRequest = 500_000;

    [EmbeddedFact("speaks to the broker in bytes")]
    public async Task Every_recorded_request_is_answered()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        for (int i = 0; i < RequestMutator.RecordedCount; i++)
        {
            Assert.NotEqual(Outcome.Closed, Send(broker, RequestMutator.Original(i)));
        }

        Assert.Empty(broker.Log.TextsOf(Rejected));
        Assert.Empty(broker.Log.TextsOf(Failed));
    }

    [EmbeddedTheory("speaks to the broker in bytes")]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_request_that_is_wrong_is_answered_or_ends_its_own_connection_with_a_reason(int seed)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t", 4);
        using RawClient bystander = broker.Raw();
        var mutator = new RequestMutator(seed);
        byte[][] requests = [.. Enumerable.Range(0, Requests).Select(_ => mutator.Next())];
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        int closed = 0;
        int waiting = 0;
        Parallel.ForEach(requests, new ParallelOptions { MaxDegreeOfParallelism = 8 }, request =>
        {
            Outcome outcome = Send(broker, request);
            Interlocked.Add(ref waiting, outcome == Outcome.Waiting ? 1 : 0);

            // A produce request with acks=0 has no answer.
            Interlocked.Add(ref closed, outcome == Outcome.Closed && request[1] != (byte)ApiKey.Produce ? 1 : 0);
        });

        long perRequest = (GC.GetTotalAllocatedBytes(precise: true) - allocated) / Requests;
        int reasons = broker.Log.TextsOf(Rejected).Count();
        output.WriteLine($"seed {seed}: {reasons} connections closed with a reason, {waiting} requests left waiting, {perRequest} bytes per request");
        Assert.Empty(broker.Log.TextsOf(Failed));
        Assert.InRange(reasons, Math.Max(closed, Requests / 10), Requests);
        Assert.InRange(perRequest, 0, BytesPerRequest);
        Assert.Equal(0, bystander.Call(ApiKey.ApiVersions, 0, _ => { }).Int16());
        await broker.RestartAsync();
        broker.Fill("after", 0, 10);
        Assert.Equal(10, broker.ReadAll("after", 0).Count);
    }

    private static Outcome Send(TestBroker broker, byte[] request)
    {
        using RawClient client = broker.Raw();
        byte[] size = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(size, request.Length);
        client.SendBytes([.. size, .. request]);
        return client.AwaitOutcome(TimeSpan.FromMilliseconds(500));
    }
}
