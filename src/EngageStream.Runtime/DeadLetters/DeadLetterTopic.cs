using System.Diagnostics;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Hosting;
using EngageStream.Runtime.Streams;
using EngageStream.Runtime.Topics;
using Microsoft.Extensions.Logging;

namespace EngageStream.Runtime.DeadLetters;

/// <summary>
/// Reads an application's dead letters, those that are committed, from the beginning to where the topic ended when asked.
/// Not thread-safe.
/// </summary>
public sealed class DeadLetterTopic : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(100);
    private readonly IConsumer<byte[]?, byte[]?> _consumer;

    /// <param name="options">The application's settings.</param>
    /// <param name="logger">Where the Kafka client's own words go.</param>
    /// <exception cref="EngineRefusedException">The configuration is not valid.</exception>
    public DeadLetterTopic(EngineOptions options, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        Name = new TopicNames(options.Topics.Prefix).DeadLetters;
        Admin = KafkaStart.CreateAdmin(options, logger);
        Dictionary<string, string> settings = KafkaSettings.Restorer(options, "dead-letters");
        settings["dotnet.consumer.consume.result.fields"] = "headers,timestamp";
        _consumer = new ClientLog(logger, options).Attach(new ConsumerBuilder<byte[]?, byte[]?>(settings)
            .SetKeyDeserializer(Deserializers.ByteArray!)
            .SetValueDeserializer(Deserializers.ByteArray!)).Build();
    }

    /// <summary>Name of the topic.</summary>
    public string Name { get; }

    /// <summary>Client to ask for partitions with.</summary>
    internal IAdminClient Admin { get; }

    /// <summary>Goes through the letters, partition by partition; notes of letters sent again are told apart.</summary>
    /// <param name="filter">Which ones.</param>
    /// <param name="letter">Takes a letter.</param>
    /// <param name="replayed">Takes the place of a letter that was sent again; it comes after the letter.</param>
    /// <param name="progress">Told the share that is read, 0 to 1.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="EngineRefusedException">There is no such topic.</exception>
    /// <exception cref="KafkaException">Kafka did not answer.</exception>
    public void Read(
        DeadLetterFilter filter,
        Action<DeadLetter> letter,
        Action<DeadLetterPosition> replayed,
        Action<double>? progress = null,
        CancellationToken cancel = default)
    {
        int partitions = PartitionsOf(Name);
        for (int partition = 0; partition < partitions; partition++)
        {
            var place = new TopicPartition(Name, partition);
            (long from, long end) = Stretch(place, filter);
            if (filter.At is { } at && at.Partition != partition)
            {
                continue;
            }

            foreach (DeadLetter read in Records(place, from, end, cancel))
            {
                if (read.IsNote)
                {
                    replayed(read.Source);
                }
                else if (filter.Matches(read))
                {
                    letter(read);
                }

                progress?.Invoke((partition + ((double)(read.Position.Offset - from) / (end - from))) / partitions);
            }
        }
    }

    /// <summary>The letter at a place; <see langword="null"/> where there is none.</summary>
    /// <exception cref="EngineRefusedException">There is no such topic.</exception>
    public DeadLetter? Find(DeadLetterPosition at, CancellationToken cancel = default)
    {
        if (at.Partition >= PartitionsOf(Name))
        {
            return null;
        }

        var place = new TopicPartition(Name, at.Partition);
        (long low, long high) = Stretch(place, new DeadLetterFilter());
        return at.Offset < low || at.Offset >= high
            ? null
            : Records(place, at.Offset, at.Offset + 1, cancel).FirstOrDefault(letter => !letter.IsNote);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _consumer.Close();
        _consumer.Dispose();
        Admin.Dispose();
    }

    /// <summary>Partitions of a topic that must be there.</summary>
    internal int PartitionsOf(string topic) =>
        Admin.GetMetadata(Timeout).Topics.Find(found => found.Topic == topic && !found.Error.IsError)?.Partitions.Count
        ?? throw new EngineRefusedException($"There is no topic {topic}: check topics.prefix, and whether an engine has run there.");

    private (long From, long End) Stretch(TopicPartition place, DeadLetterFilter filter)
    {
        // Not the consumer's own question: reading committed records, it is told the last stable offset, and the note of a letter
        // may lie behind a transaction that is still open.
        (long from, long end) = (Ask(place, OffsetSpec.Earliest()), Ask(place, OffsetSpec.Latest()));
        if (filter.SinceMs is { } since)
        {
            Offset first = _consumer.OffsetsForTimes(
                [new TopicPartitionTimestamp(place, new Timestamp(since, Confluent.Kafka.TimestampType.CreateTime))], Timeout)[0].Offset;
            from = first.IsSpecial ? end : first.Value;
        }

        return (Math.Max(from, filter.At?.Offset ?? 0), end);
    }

    private long Ask(TopicPartition place, OffsetSpec spec) => OffsetQuery.AskAsync(Admin, [place], spec).GetAwaiter().GetResult()[0];

    private IEnumerable<DeadLetter> Records(TopicPartition place, long from, long end, CancellationToken cancel)
    {
        if (from >= end)
        {
            yield break;
        }

        _consumer.Assign(new TopicPartitionOffset(place, from));
        try
        {
            long progress = Stopwatch.GetTimestamp();
            for (long next = from; next < end;)
            {
                cancel.ThrowIfCancellationRequested();
                if (_consumer.Consume(Slice) is { } record)
                {
                    progress = Stopwatch.GetTimestamp();
                    next = Math.Max(next, record.Offset.Value + (record.IsPartitionEOF ? 0 : 1));
                    if (!record.IsPartitionEOF && record.Offset.Value < end)
                    {
                        yield return new DeadLetter(record);
                    }
                }
                else if (Stopwatch.GetElapsedTime(progress) > Patience)
                {
                    throw new EngineRefusedException(
                        $"{place.Topic}, partition {place.Partition.Value}: a transaction has been open for longer than " +
                        $"{Patience.TotalSeconds} s, so what " +
                        "it wrote cannot be told yet. Wait until it has ended (its producer's transaction.timeout.ms at most) and try " +
                        "again.");
                }
            }
        }
        finally
        {
            _consumer.Unassign();
        }
    }
}
