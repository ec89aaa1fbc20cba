using Confluent.Kafka;
using Confluent.Kafka.Admin;
using EngageStream.Runtime.Topics;
using Microsoft.Extensions.Logging;

namespace EngageStream.Runtime.Streams;

/// <summary>
/// Asks Kafka, twice a second, how far the input reaches. A shard that has consumed up to an answer knows that nothing
/// appended before the question is unread: its clock may follow wall time up to that instant, and no further. (The
/// client's cached watermarks will not do: they stay as they were while fetches hang.) Also the source of lag and of
/// whether Kafka is there. Thread-safe.
/// </summary>
internal sealed class EndOffsets : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private readonly IAdminClient _admin;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly string _servers;
    private readonly CancellationTokenSource _stop = new();
    private readonly TopicPartition[] _partitions;
    private volatile Snapshot _latest;
    private volatile bool _reachable = true;
    private Task _loop = Task.CompletedTask;

    /// <param name="admin">Client to ask with.</param>
    /// <param name="topics">Names the events topic.</param>
    /// <param name="partitions">Its partitions.</param>
    /// <param name="servers">Where Kafka is, for the log.</param>
    /// <param name="time">Wall clock.</param>
    /// <param name="logger">Where Kafka's going and coming is told.</param>
    public EndOffsets(IAdminClient admin, TopicNames topics, int partitions, string servers, TimeProvider time, ILogger logger)
    {
        _admin = admin;
        _time = time;
        _logger = logger;
        _servers = servers;
        _partitions = [.. Enumerable.Range(0, partitions).Select(partition => new TopicPartition(topics.Events, partition))];
        _latest = new Snapshot(0, new long[partitions]);
    }

    /// <summary>The last answer.</summary>
    public Snapshot Latest => _latest;

    /// <summary>Whether Kafka answered the last question.</summary>
    public bool Reachable => _reachable;

    /// <summary>Starts asking.</summary>
    public void Start() => _loop = Task.Run(RunAsync);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            await AskAsync();
            await Task.Delay(Interval, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task AskAsync()
    {
        // The instant comes before the question: what is appended while it travels may be younger than the answer says.
        long askedAtMs = _time.GetUtcNow().ToUnixTimeMilliseconds();
        try
        {
            _latest = new Snapshot(askedAtMs, await OffsetQuery.AskAsync(_admin, _partitions, OffsetSpec.Latest()));
            Tell(reachable: true, "");
        }
        catch (KafkaException error)
        {
            Tell(reachable: false, error.Error.Reason);
        }
    }

    private void Tell(bool reachable, string reason)
    {
        if (reachable == _reachable)
        {
            return;
        }

        _reachable = reachable;
        if (reachable)
        {
            Log.KafkaIsBack(_logger, _servers);
        }
        else
        {
            Log.KafkaIsAway(_logger, _servers, reason);
        }
    }

    /// <summary>How far the input reached.</summary>
    /// <param name="AskedAtMs">Wall time just before the question; 0 before the first answer.</param>
    /// <param name="High">High watermark by partition.</param>
    internal sealed record Snapshot(long AskedAtMs, long[] High);
}
