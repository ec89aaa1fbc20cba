using System.Globalization;
using System.Text;
using Confluent.Kafka;
using EngageStream.Domain.Events;
using EngageStream.Domain.Model;
using EngageStream.Domain.Time;
using EngageStream.Fitting.Histories;
using EngageStream.Fitting.Sources;
using EngageStream.Host.Cli;
using EngageStream.Runtime.Hosting;

namespace EngageStream.Host.Churn;

/// <summary>
/// Who was active on which days, read from an events topic: from its beginning to where it ended when the reading began. It
/// joins no group and commits nothing.
/// </summary>
/// <param name="kafka">Settings of the client, with <c>bootstrap.servers</c>.</param>
/// <param name="topic">Events topic.</param>
/// <param name="eventName">The event that makes an active day; every event where it is <see langword="null"/>.</param>
/// <param name="zone">Zone whose midnight parts days.</param>
internal sealed class TopicHistory(IReadOnlyDictionary<string, string> kafka, string topic, string? eventName, TimeZoneInfo zone)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly HistoryBuilder _history = new();
    private readonly string _servers = kafka["bootstrap.servers"];
    private Error? _denial;
    private long _records;
    private long _refused;
    private long _others;

    /// <summary>Reads the topic.</summary>
    /// <exception cref="CommandException">Kafka does not answer, or there is no such topic.</exception>
    public (HistoryBuilder History, ReadCounts Counts) Read(ProgressLine progress, CancellationToken cancellation)
    {
        var schema = new EventSchema(eventName is null ? [] : [eventName], [], []);
        var parser = new EventParser(schema, EventTimePolicy.Default);
        var e = new InputEvent(schema);
        var calendar = new LocalCalendar(zone);
        try
        {
            using IConsumer<Ignore, byte[]> consumer = KafkaFaults.Build(kafka, Consumer);
            Dictionary<int, long> ends = Ends(consumer);
            consumer.Assign(ends.Keys.Select(partition => new TopicPartitionOffset(topic, partition, Offset.Beginning)));
            while (ends.Count > 0)
            {
                ConsumeResult<Ignore, byte[]> record = consumer.Consume(Patience)
                    ?? throw new CommandException(ExitCode.KafkaUnavailable, $"{_servers} stopped answering while {topic} was read");
                cancellation.ThrowIfCancellationRequested();
                if (!record.IsPartitionEOF)
                {
                    Take(record, parser, e, calendar);
                }

                progress.Offer(() => string.Create(CultureInfo.InvariantCulture, $"read {_records:N0} records"));

                // A partition may end in a transaction's marker, which is no record.
                long next = record.Offset + (record.IsPartitionEOF ? 0 : 1);
                if (next >= ends.GetValueOrDefault(record.Partition.Value, long.MaxValue))
                {
                    ends.Remove(record.Partition.Value);
                }
            }
        }
        catch (KafkaException error)
        {
            throw new CommandException(ExitCode.KafkaUnavailable, $"--topic {topic}: {_servers}: {(_denial ?? error.Error).Reason}");
        }

        return (_history, new ReadCounts(_records, _refused, _others));
    }

    private IConsumer<Ignore, byte[]> Consumer() => new ConsumerBuilder<Ignore, byte[]>(
        new ConsumerConfig(new Dictionary<string, string>(kafka))
        {
            GroupId = "engagestream-churn-fit",
            EnableAutoCommit = false,
            FetchWaitMaxMs = 20,
            EnablePartitionEof = true,
        }).SetErrorHandler((_, error) => _denial = KafkaFaults.Denial(error) ?? _denial).Build();

    private Dictionary<int, long> Ends(IConsumer<Ignore, byte[]> consumer)
    {
        using IAdminClient admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        FirstContact.Await(admin, Patience, () =>
        {
            // Only a consumer that is polled is told of its errors.
            consumer.Consume(TimeSpan.Zero);
            return _denial;
        });
        TopicMetadata metadata = admin.GetMetadata(topic, Patience).Topics[0];
        if (metadata.Error.IsError || metadata.Partitions.Count == 0)
        {
            throw new CommandException(ExitCode.Invalid, $"--topic: there is no topic '{topic}' on {_servers}");
        }

        var ends = new Dictionary<int, long>();
        foreach (int partition in metadata.Partitions.Select(p => p.PartitionId))
        {
            WatermarkOffsets offsets = consumer.QueryWatermarkOffsets(new TopicPartition(topic, partition), Patience);
            if (offsets.High > offsets.Low)
            {
                ends[partition] = offsets.High;
            }
        }

        return ends;
    }

    private void Take(ConsumeResult<Ignore, byte[]> record, EventParser parser, InputEvent e, LocalCalendar calendar)
    {
        // A record with a type of its own, such as a clock mark, is no event.
        if (record.Message.Headers.TryGetLastBytes("engage-type", out _))
        {
            return;
        }

        _records++;
        if (parser.Parse(record.Message.Value ?? [], record.Message.Timestamp.UnixTimestampMs, e) != EventError.None)
        {
            _refused++;
        }
        else if (eventName is not null && e.EventIndex == EventSchema.Unlisted)
        {
            _others++;
        }
        else
        {
            var day = DateOnly.FromDayNumber(DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber + calendar.DayOf(e.TimestampMs));
            _history.Add(Encoding.UTF8.GetString(e.UserId), day);
        }
    }
}
