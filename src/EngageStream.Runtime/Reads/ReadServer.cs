using EngageStream.Runtime.Metrics;
using EngageStream.Runtime.Shards;
using EngageStream.Runtime.Streams;

namespace EngageStream.Runtime.Reads;

/// <summary>
/// Answers questions on the stream thread, between records: for at most 1 ms a turn, and with a copy of committed bytes only,
/// which is a few hundred bytes. To decode and explain them is the work of who asked. Not thread-safe: one per stream thread.
/// </summary>
internal sealed class ReadServer(ReadQueue queue, Assignment assignment, StreamCounters counters, TimeProvider? time = null) : IDisposable
{
    /// <summary>Most time that questions take of a turn.</summary>
    public static readonly TimeSpan Budget = TimeSpan.FromMilliseconds(1);

    /// <summary>How long the thread waits for records at most while questions have come of late; a question comes in between.</summary>
    public static readonly TimeSpan AttentiveWait = TimeSpan.FromMilliseconds(2);

    // The client cannot be woken while it waits for records. Whoever asks an idle engine waits for the rest of that wait once;
    // then the thread looks every 2 ms, for as long.
    private static readonly TimeSpan Attention = TimeSpan.FromSeconds(1);
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private long? _lastAsked;

    /// <summary>Begins to take questions.</summary>
    public void Open() => queue.Open();

    /// <summary>The longest that the thread may wait for records.</summary>
    /// <param name="idle">How long it would wait if nobody asked.</param>
    public TimeSpan LongestWait(TimeSpan idle)
    {
        if (!queue.IsEmpty)
        {
            return TimeSpan.Zero;
        }

        return idle > AttentiveWait && _lastAsked is { } last && _time.GetElapsedTime(last) < Attention ? AttentiveWait : idle;
    }

    /// <summary>Answers what waits, until the turn's share of time is used up.</summary>
    public void Serve()
    {
        if (queue.IsEmpty)
        {
            return;
        }

        long start = _time.GetTimestamp();
        _lastAsked = start;
        while (queue.Take() is { } request)
        {
            long now = Answer(request);
            if (_time.GetElapsedTime(start, now) >= Budget)
            {
                return;
            }
        }
    }

    /// <summary>Takes no more questions, and tells those who wait.</summary>
    public void Dispose() => queue.Close();

    private long Answer(ReadRequest request)
    {
        if (request.IsGivenUp)
        {
            return _time.GetTimestamp();
        }

        Shard? shard = assignment.ShardOf(request.Partition);
        request.Reply(shard is null ? ReadAnswer.NotHere : new ReadAnswer(true, shard.ReadCommitted(request.Hash, request.User)));
        long now = _time.GetTimestamp();
        if (shard is not null)
        {
            counters.ReadLatency.Add((long)_time.GetElapsedTime(request.AskedAt, now).TotalMilliseconds);
        }

        return now;
    }
}
