using System.Globalization;
using System.Text;
using Confluent.Kafka;

namespace EngageStream.Chaos.Observation;

/// <summary>
/// Follows the outputs as a read_committed consumer and tells when partitions of the input, which outputs name in a header, have
/// brought forth something new. Its thread ends with it.
/// </summary>
internal sealed class OutputWatch : IAsyncDisposable
{
    private const string PartitionHeader = "ce_engagepartition";
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private readonly Lock _lock = new();
    private readonly List<Expectation> _waiting = [];
    private readonly TimeProvider _time;
    private readonly IConsumer<Ignore, Ignore> _consumer;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _reading;
    private long _outputs;

    /// <param name="servers">Kafka's <c>bootstrap.servers</c>.</param>
    /// <param name="topics">Output topics; those that do not exist yet are found later.</param>
    /// <param name="time">Clock.</param>
    public OutputWatch(string servers, IEnumerable<string> topics, TimeProvider time)
    {
        _time = time;
        var config = new ConsumerConfig
        {
            BootstrapServers = servers,
            ClientId = "watch",
            GroupId = "watch",
            IsolationLevel = IsolationLevel.ReadCommitted,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            EnableAutoCommit = false,
            AllowAutoCreateTopics = false,
            TopicMetadataRefreshIntervalMs = 1000,
            FetchWaitMaxMs = 50,
            ReconnectBackoffMs = 50,
            ReconnectBackoffMaxMs = 250,
            ConsumeResultFields = "headers,timestamp",
        };
        _consumer = new ConsumerBuilder<Ignore, Ignore>(config)
            .SetLogHandler(static (_, _) => { }).SetErrorHandler(static (_, _) => { }).Build();
        _consumer.Subscribe(topics);
        _reading = Task.Factory.StartNew(Read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Outputs seen so far.</summary>
    public long Outputs => Interlocked.Read(ref _outputs);

    /// <summary>
    /// Completes with the instant at which the last of the partitions has brought forth an output that was written after an
    /// instant; <see langword="null"/> where one has not before the cancellation.
    /// </summary>
    public async Task<DateTimeOffset?> NewOutputAsync(IEnumerable<int> partitions, DateTimeOffset since, CancellationToken cancellation)
    {
        var expectation = new Expectation([.. partitions], since.ToUnixTimeMilliseconds());
        lock (_lock)
        {
            _waiting.Add(expectation);
        }

        using (cancellation.Register(() => expectation.Met.TrySetResult(null)))
        {
            DateTimeOffset? met = await expectation.Met.Task.ConfigureAwait(false);
            lock (_lock)
            {
                _waiting.Remove(expectation);
            }

            return met;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _reading.ConfigureAwait(false);
        _consumer.Dispose();
        _stop.Dispose();
    }

    private void Read()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                if (_consumer.Consume(Look) is { } result)
                {
                    Note(result);
                }
            }
            catch (ConsumeException)
            {
                // The broker is away, or a topic is not there yet: reading on mends both.
            }
        }
    }

    private void Note(ConsumeResult<Ignore, Ignore> result)
    {
        Interlocked.Increment(ref _outputs);
        if (!result.Message.Headers.TryGetLastBytes(PartitionHeader, out byte[] text)
            || !int.TryParse(Encoding.UTF8.GetString(text), NumberStyles.None, CultureInfo.InvariantCulture, out int partition))
        {
            return;
        }

        lock (_lock)
        {
            foreach (Expectation each in _waiting.Where(each => result.Message.Timestamp.UnixTimestampMs > each.SinceMs))
            {
                if (each.Partitions.Remove(partition) && each.Partitions.Count == 0)
                {
                    each.Met.TrySetResult(_time.GetUtcNow());
                }
            }
        }
    }

    private sealed record Expectation(HashSet<int> Partitions, long SinceMs)
    {
        public TaskCompletionSource<DateTimeOffset?> Met { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
