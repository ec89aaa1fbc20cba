using System.Diagnostics;
using Confluent.Kafka;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Streams;

namespace EngageStream.Runtime.Savepoints;

/// <summary>
/// Looks for committed records. Offsets alone do not tell: the last ones of a partition may be a transaction's markers or
/// what it took back. Not thread-safe.
/// </summary>
internal sealed class CommittedRecords : IDisposable
{
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly IConsumer<Ignore, Ignore> _consumer;

    public CommittedRecords(EngineOptions options, ClientLog log) =>
        _consumer = log.Attach(new ConsumerBuilder<Ignore, Ignore>(KafkaSettings.Restorer(options, "records"))).Build();

    /// <summary>The first committed record of a stretch; <see langword="null"/> where there is none.</summary>
    /// <param name="partition">Where to look.</param>
    /// <param name="from">First offset.</param>
    /// <param name="end">Offset behind the last; the high watermark, or an earlier one.</param>
    /// <param name="cancel">Ends the search.</param>
    public (long Offset, Headers? Headers)? First(TopicPartition partition, long from, long end, CancellationToken cancel) =>
        First(partition, from, end, _ => true, cancel);

    /// <summary>The first committed record of a stretch whose headers satisfy a condition.</summary>
    /// <exception cref="EngineRefusedException">A transaction stays open, so that nobody can tell.</exception>
    public (long Offset, Headers? Headers)? First(
        TopicPartition partition, long from, long end, Predicate<Headers?> wanted, CancellationToken cancel)
    {
        if (from >= end)
        {
            return null;
        }

        _consumer.Assign(new TopicPartitionOffset(partition, from));
        try
        {
            long progress = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(progress) < Patience)
            {
                cancel.ThrowIfCancellationRequested();
                if (_consumer.Consume(Slice) is not { } result)
                {
                    continue;
                }

                progress = Stopwatch.GetTimestamp();
                if (result.Offset.Value >= end)
                {
                    return null;
                }

                if (!result.IsPartitionEOF && wanted(result.Message.Headers))
                {
                    return (result.Offset.Value, result.Message.Headers);
                }
            }
        }
        finally
        {
            _consumer.Unassign();
        }

        throw new EngineRefusedException(
            $"{partition.Topic}, partition {partition.Partition.Value}: a transaction has been open for longer than {Patience.TotalSeconds} s, " +
            "so what it wrote cannot be told yet. Wait until it has ended (its producer's transaction.timeout.ms at most) and try again.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _consumer.Close();
        _consumer.Dispose();
    }
}
