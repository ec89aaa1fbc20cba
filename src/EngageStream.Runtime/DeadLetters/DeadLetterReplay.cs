using System.Globalization;
using System.Text;
using Confluent.Kafka;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Streams;
using EngageStream.Runtime.Topics;
using Microsoft.Extensions.Logging;
using Partitioner = EngageStream.Domain.Partitioning.Partitioner;

namespace EngageStream.Runtime.DeadLetters;

/// <summary>
/// Sends the records of dead letters again: to the events topic, with key, value, headers and timestamp as they were, and a
/// header that names the letter. A note beside the letter, in the same transaction, says that it was sent, so
/// that no letter is sent twice, however often a replay is run, interrupted, or run beside another one: the later one fences
/// the earlier before it looks for notes. A note lies behind its letter in the same partition and outlives it.
/// </summary>
public static class DeadLetterReplay
{
    private const int LettersPerTransaction = 500;
    private const int BytesPerTransaction = 4_000_000;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    /// <summary>Sends again.</summary>
    /// <param name="options">The application's settings.</param>
    /// <param name="filter">Which letters.</param>
    /// <param name="again">Also those that were sent before.</param>
    /// <param name="dryRun">Only counts.</param>
    /// <param name="logger">Where the Kafka clients' own words go.</param>
    /// <param name="progress">Told the letters sent so far.</param>
    /// <param name="cancel">Ends it after the transaction at hand.</param>
    /// <exception cref="EngineRefusedException">It cannot be done; the message names the remedy.</exception>
    /// <exception cref="KafkaException">Kafka did not answer, or another replay has taken over.</exception>
    public static ReplayReport Run(
        EngineOptions options,
        DeadLetterFilter filter,
        bool again,
        bool dryRun,
        ILogger logger,
        Action<long> progress,
        CancellationToken cancel)
    {
        using var topic = new DeadLetterTopic(options, logger);
        var names = new TopicNames(options.Topics.Prefix);
        int partitions = topic.PartitionsOf(names.Events);
        using IProducer<byte[]?, byte[]?>? producer = dryRun ? null : CreateProducer(options, logger);

        // 1. What was sent before.
        var sent = new HashSet<DeadLetterPosition>();
        topic.Read(filter with { Reason = DeadLetterReason.Replayed }, _ => { }, position => sent.Add(position), cancel: cancel);

        // 2. What is left.
        var report = new ReplayReport();
        var batch = new List<DeadLetter>();
        long bytes = 0;
        topic.Read(
            filter,
            letter =>
            {
                if (!Wanted(letter, options, sent, again, report))
                {
                    return;
                }

                batch.Add(letter);
                bytes += letter.Value?.Length ?? 0;
                if (batch.Count >= LettersPerTransaction || bytes >= BytesPerTransaction)
                {
                    Send();
                }
            },
            _ => { },
            cancel: cancel);
        Send();
        return report;

        void Send()
        {
            if (producer is not null && batch.Count > 0)
            {
                Commit(producer, batch, options, names, partitions);
            }

            report.Sent += batch.Count;
            batch.Clear();
            bytes = 0;
            progress(report.Sent);
        }
    }

    private static bool Wanted(DeadLetter letter, EngineOptions options, HashSet<DeadLetterPosition> sent, bool again, ReplayReport report)
    {
        string? obstacle = letter.Obstacle ?? (options.Mode == EngineMode.Replay && letter.SourceTimestampMs is null
            ? "the record's time is not kept, and a replay's clock would jump" : null);
        if (obstacle is not null)
        {
            report.Obstacles[obstacle] = report.Obstacles.GetValueOrDefault(obstacle) + 1;
            return false;
        }

        if (!again && sent.Contains(letter.Position))
        {
            report.Already++;
            return false;
        }

        return true;
    }

    private static IProducer<byte[]?, byte[]?> CreateProducer(EngineOptions options, ILogger logger)
    {
        Dictionary<string, string> settings = KafkaSettings.Admin(options, "replay");
        settings["transactional.id"] = $"{options.ApplicationId}-dead-letter-replay";
        settings["message.max.bytes"] = "2000000";
        IProducer<byte[]?, byte[]?> producer = new ClientLog(logger, options).Attach(new ProducerBuilder<byte[]?, byte[]?>(settings)
            .SetKeySerializer(Serializers.ByteArray!)
            .SetValueSerializer(Serializers.ByteArray!)).Build();
        producer.InitTransactions(Timeout);
        return producer;
    }

    private static void Commit(
        IProducer<byte[]?, byte[]?> producer, List<DeadLetter> letters, EngineOptions options, TopicNames names, int partitions)
    {
        producer.BeginTransaction();
        try
        {
            foreach (DeadLetter letter in letters)
            {
                producer.Produce(new TopicPartition(names.Events, Home(letter, options, partitions)), Original(letter));
                producer.Produce(new TopicPartition(names.DeadLetters, letter.Position.Partition), Note(letter, names));
            }

            producer.CommitTransaction(Timeout);
        }
        catch (KafkaException)
        {
            TryAbort(producer);
            throw;
        }
    }

    // An open transaction would hold up the engine until its time-out.
    private static void TryAbort(IProducer<byte[]?, byte[]?> producer)
    {
        try
        {
            producer.AbortTransaction(Timeout);
        }
        catch (KafkaException)
        {
            // What made the replay fail is what has to be told.
        }
    }

    // By the key, as producers do. Where the person's partition is another, the engine forwards.
    private static int Home(DeadLetter letter, EngineOptions options, int partitions) => letter.Key is { Length: > 0 } key
        ? Partitioner.Of(options.Partitioner, key, partitions)
        : Math.Max(letter.Source.Partition, 0) % partitions;

    private static Message<byte[]?, byte[]?> Original(DeadLetter letter)
    {
        var headers = new Headers();
        foreach ((string name, byte[]? value) in letter.OriginalHeaders.Where(header => header.Key != DeadLetterHeaders.ReplayedFrom))
        {
            headers.Add(name, value);
        }

        headers.Add(DeadLetterHeaders.ReplayedFrom, Encoding.UTF8.GetBytes(letter.Position.ToString()));
        return new Message<byte[]?, byte[]?>
        {
            Key = letter.Key,
            Value = letter.Value,
            Headers = headers,
            Timestamp = new Timestamp(letter.SourceTimestampMs ?? letter.TimeMs, Confluent.Kafka.TimestampType.CreateTime),
        };
    }

    private static Message<byte[]?, byte[]?> Note(DeadLetter letter, TopicNames names) => new()
    {
        Key = letter.Key,
        Headers =
        [
            new Header(DeadLetterHeaders.Reason, Encoding.UTF8.GetBytes(DeadLetterReason.Replayed)),
            new Header(DeadLetterHeaders.SourceTopic, Encoding.UTF8.GetBytes(names.DeadLetters)),
            new Header(DeadLetterHeaders.SourcePartition, Decimal(letter.Position.Partition)),
            new Header(DeadLetterHeaders.SourceOffset, Decimal(letter.Position.Offset)),
        ],
    };

    private static byte[] Decimal(long number) => Encoding.UTF8.GetBytes(number.ToString(CultureInfo.InvariantCulture));
}
