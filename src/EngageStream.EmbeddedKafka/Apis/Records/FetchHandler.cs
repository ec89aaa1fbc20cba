using EngageStream.EmbeddedKafka.Network;
using EngageStream.EmbeddedKafka.Protocol;
using EngageStream.EmbeddedKafka.Storage;
using EngageStream.EmbeddedKafka.Topics;

namespace EngageStream.EmbeddedKafka.Apis.Records;

/// <summary>
/// Fetch (1): batches straight from the segment files, without a look inside. A fetch that finds less than its minimum
/// waits for appends. Sessions are declined (session id 0): every request names all its partitions.
/// </summary>
internal sealed class FetchHandler(TopicCatalog topics, TimeProvider time) : ApiHandler(new(ApiKey.Fetch, 4, 12, 12))
{
    /// <summary>Bound on one response whatever the client allows, and so on the memory of one connection.</summary>
    public const int MaxResponseBytes = 64 * 1024 * 1024;

    public override async ValueTask HandleAsync(RequestContext context)
    {
        FetchRequest request = FetchRequest.Read(context.Reader, context.Version, topics);
        int start = context.Writer.Position;
        long began = time.GetTimestamp();
        for (; ; )
        {
            (long bytes, bool failed) = Write(context, request);
            bool enough = bytes >= request.MinBytes || failed || !request.Partitions.Any();
            TimeSpan left = TimeSpan.FromMilliseconds(request.MaxWaitMs) - time.GetElapsedTime(began);
            if (enough || left <= TimeSpan.Zero)
            {
                return;
            }

            // A wait also ends when a log has grown, by however little, since it was looked at.
            await WaitAsync(context, request, request.MinBytes - bytes, left).ConfigureAwait(false);
            context.Writer.Truncate(start);
        }
    }

    private static (long Bytes, bool Failed) Write(RequestContext context, FetchRequest request)
    {
        ProtocolWriter writer = context.Writer;
        short version = context.Version;
        writer.Int32(0);
        if (version >= 7)
        {
            writer.Error(ErrorCode.None);
            writer.Int32(0);
        }

        long total = 0;
        bool failed = false;
        int budget = Math.Min(request.MaxBytes, MaxResponseBytes);
        writer.ArrayLength(request.Topics.Count);
        foreach (List<FetchPartition> partitions in request.Topics)
        {
            writer.String(partitions.Count > 0 ? partitions[0].Topic : "");
            writer.ArrayLength(partitions.Count);
            foreach (FetchPartition partition in partitions)
            {
                // The very first batch is given whatever its size, so that a reader with a small limit gets on.
                int hardLimit = total == 0 ? int.MaxValue : (int)Math.Max(0, budget - total);
                (int bytes, ErrorCode error) = FetchResponsePartition.Write(writer, version, partition, budget - total, hardLimit);
                total += bytes;
                failed |= error != ErrorCode.None;
            }

            writer.Tags();
        }

        writer.Tags();
        return (total, failed);
    }

    private async ValueTask WaitAsync(RequestContext context, FetchRequest request, long missingBytes, TimeSpan maxWait)
    {
        using var waiter = new FetchWaiter(missingBytes, request.Committed, maxWait, time, context.Stop);
        foreach (FetchPartition partition in request.Partitions)
        {
            partition.Log!.AddWaiter(waiter, partition.SeenEndOffset);
        }

        await waiter.Task.ConfigureAwait(false);
        foreach (FetchPartition partition in request.Partitions)
        {
            partition.Log!.RemoveWaiter(waiter);
        }

        context.Stop.ThrowIfCancellationRequested();
    }
}
