using System.Diagnostics;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using EngageStream.Runtime.Topics;
using Microsoft.Extensions.Logging;

namespace EngageStream.Runtime.Streams;

/// <summary>
/// Cuts off the head of the state logs that later records have superseded. Nobody waits for it: a cut that fails, or is
/// lost in a crash, is made up for by the next one.
/// </summary>
internal sealed class StateLogTrimmer(IAdminClient admin, TopicNames topics, ILogger logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private readonly Dictionary<int, long> _pending = [];
    private readonly Dictionary<int, long> _done = [];
    private long _lastTrim = Stopwatch.GetTimestamp();
    private Task _running = Task.CompletedTask;

    /// <summary>Takes note of the offset below which a log is superseded.</summary>
    public void Offer(int partition, long offset)
    {
        if (offset > _done.GetValueOrDefault(partition))
        {
            _pending[partition] = offset;
        }
    }

    /// <summary>Starts a cut, when the last one is done and some time ago.</summary>
    public void TrimIfDue()
    {
        if (_pending.Count == 0 || !_running.IsCompleted || Stopwatch.GetElapsedTime(_lastTrim) < Interval)
        {
            return;
        }

        _lastTrim = Stopwatch.GetTimestamp();
        List<TopicPartitionOffset> cuts = [.. _pending.Select(cut => new TopicPartitionOffset(topics.State, cut.Key, cut.Value))];
        foreach ((int partition, long offset) in _pending)
        {
            _done[partition] = offset;
        }

        _pending.Clear();
        _running = TrimAsync(cuts);
    }

    private async Task TrimAsync(List<TopicPartitionOffset> cuts)
    {
        try
        {
            await admin.DeleteRecordsAsync(cuts, new DeleteRecordsOptions { RequestTimeout = Interval });
        }
        catch (Exception error) when (error is KafkaException or ObjectDisposedException)
        {
            Log.TrimFailed(logger, error.Message);
        }
    }
}
