using System.Diagnostics;
using System.Globalization;
using System.Text;
using Confluent.Kafka;

namespace EngageStream.Benchmarks.Throughput;

/// <summary>When a read_committed consumer saw outputs of each partition of the input. Thread-safe.</summary>
internal sealed class OutputArrivals : IDisposable
{
    private const string PartitionHeader = "ce_engagepartition";
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private readonly Lock _lock = new();
    private readonly List<long>[] _arrivals;
    private readonly IConsumer<Ignore, Ignore> _consumer;
    private readonly Thread _reading;
    private volatile bool _stop;

    /// <param name="servers">Kafka's <c>bootstrap.servers</c>.</param>
    /// <param name="topic">Output topic; it must exist.</param>
    /// <param name="partitions">Partitions of the input, and of the topic.</param>
    public OutputArrivals(string servers, string topic, int partitions)
    {
        _arrivals = [.. Enumerable.Range(0, partitions).Select(_ => new List<long>())];
        _consumer = new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig
        {
            BootstrapServers = servers,
            GroupId = "bench-arrivals",
            EnableAutoCommit = false,
            IsolationLevel = IsolationLevel.ReadCommitted,
            FetchWaitMaxMs = 10,
            ConsumeResultFields = "headers",
        }).SetLogHandler(static (_, _) => { }).Build();
        _consumer.Assign(Enumerable.Range(0, partitions).Select(partition => new TopicPartitionOffset(topic, partition, Offset.Beginning)));
        _reading = new Thread(Read) { IsBackground = true };
        _reading.Start();
    }

    /// <summary>Waits for a partition's first output behind an instant.</summary>
    /// <returns>When it came.</returns>
    public async Task<long> NextAsync(int partition, long after, CancellationToken cancel)
    {
        while (true)
        {
            lock (_lock)
            {
                int next = _arrivals[partition].FindIndex(arrival => arrival > after);
                if (next >= 0)
                {
                    return _arrivals[partition][next];
                }
            }

            await Task.Delay(2, cancel);
        }
    }

    /// <summary>The longest time without an output of a partition between two instants.</summary>
    public TimeSpan LongestGap(int partition, long from, long to)
    {
        lock (_lock)
        {
            List<long> arrivals = _arrivals[partition];
            long longest = 0;
            for (int i = 1; i < arrivals.Count; i++)
            {
                long gap = arrivals[i] >= from && arrivals[i] <= to ? arrivals[i] - Math.Max(from, arrivals[i - 1]) : 0;
                longest = Math.Max(longest, gap);
            }

            return Stopwatch.GetElapsedTime(0, longest);
        }
    }

    /// <summary>Forgets all but the last arrival of each partition.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            foreach (List<long> arrivals in _arrivals.Where(arrivals => arrivals.Count > 1))
            {
                arrivals.RemoveRange(0, arrivals.Count - 1);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop = true;
        _reading.Join();
        _consumer.Dispose();
    }

    private void Read()
    {
        while (!_stop)
        {
            if (_consumer.Consume(Look) is { } result && result.Message.Headers.TryGetLastBytes(PartitionHeader, out byte[] text))
            {
                int partition = int.Parse(Encoding.UTF8.GetString(text), CultureInfo.InvariantCulture);
                long now = Stopwatch.GetTimestamp();
                lock (_lock)
                {
                    _arrivals[partition].Add(now);
                }
            }
        }
    }
}
