using System.Globalization;
using System.Text;
using Confluent.Kafka;
using EngageStream.Domain.Events;
using EngageStream.Domain.Model;
using EngageStream.EndToEnd.Tests.Pipe;
using EngageStream.Runtime.Hosting;

namespace EngageStream.EndToEnd.Tests.Fuzz;

/// <summary>A million damaged events through topic, engine and dead letters.</summary>
public sealed class EngineFuzzTests
{
    private const int Values = FuzzLoad.Count;
    private const string DeadLetters = "engagestream_dead_letters_total{reason=\"";

    [Fact]
    public async Task Every_damaged_event_is_counted_and_in_dead_letters_and_every_other_reaches_an_actor()
    {
        await using KafkaFixture kafka = await KafkaFixture.StartAsync();
        EngagementModel model = KafkaFixture.Compile(KafkaFixture.StarterText);
        var load = new FuzzLoad(model);
        EngineHost engine = await kafka.StartEngineAsync(model);
        await using (engine)
        {
            load.Send(kafka);
            Assert.True(load.Malformed > Values / 2, $"only {load.Malformed} are no events");
            await WaitUntilCountedAsync(engine);
            await InputProgress.WaitUntilCommittedAsync(kafka);
            AssertCounted(load, engine);
            Assert.Equal(0, Metric(engine, "engagestream_records_forwarded_total"));
        }

        Assert.Equal(load.Faults.OrderBy(f => f.Key), FaultsByLetters(kafka, load).OrderBy(f => f.Key));
    }

    // What is done again after an abort, which a busy machine may cause, is counted again: then nothing may be missing.
    private static void AssertCounted(FuzzLoad load, EngineHost engine)
    {
        Dictionary<EventError, int> counted = FaultsByMetrics(engine);
        double events = Metric(engine, "engagestream_events_total");
        bool isRedone = engine.ReadMetrics().Split('\n')
            .Any(line => line.StartsWith("engagestream_aborts_total{", StringComparison.Ordinal) && !line.EndsWith(" 0", StringComparison.Ordinal));
        if (isRedone)
        {
            Assert.All(load.Faults, fault => Assert.True(counted.GetValueOrDefault(fault.Key) >= fault.Value, $"{fault.Key}: {counted.GetValueOrDefault(fault.Key)}"));
            Assert.True(events >= load.Events, $"{events} events");
            return;
        }

        Assert.Equal(load.Faults.OrderBy(f => f.Key), counted.OrderBy(f => f.Key));
        Assert.Equal(load.Events, events);
    }

    // A slow machine is no fault: only a standstill is.
    private static async Task WaitUntilCountedAsync(EngineHost engine)
    {
        double counted = 0;
        for (long lastProgress = Environment.TickCount64; counted < Values; await Task.Delay(50))
        {
            double now = Metric(engine, "engagestream_events_total") + FaultsByMetrics(engine).Values.Sum();
            lastProgress = now > counted ? Environment.TickCount64 : lastProgress;
            counted = now;
            Assert.False(engine.Completion.IsCompleted, "the engine has ended");
            Assert.True(Environment.TickCount64 - lastProgress < OutputReader.Patience.TotalMilliseconds, $"it stands still at {counted}");
        }
    }

    private static Dictionary<EventError, int> FaultsByMetrics(EngineHost engine) => engine.ReadMetrics().Split('\n')
        .Where(line => line.StartsWith(DeadLetters, StringComparison.Ordinal))
        .Select(line => line[DeadLetters.Length..].Split("\"} "))
        .Select(parts => (Reason: parts[0], Count: int.Parse(parts[1], CultureInfo.InvariantCulture)))
        .Where(each => each.Count > 0)
        .ToDictionary(each => FaultNamed(each.Reason), each => each.Count);

    private static double Metric(EngineHost engine, string sample) => engine.ReadMetrics().Split('\n')
        .Where(line => line.StartsWith(sample + " ", StringComparison.Ordinal))
        .Sum(line => double.Parse(line[(sample.Length + 1)..], CultureInfo.InvariantCulture));

    private static EventError FaultNamed(string reason) => Enum.Parse<EventError>(reason.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);

    /// <summary>Reads all dead letters: each holds a value as it was sent, under its reason, and none is there twice.</summary>
    private static Dictionary<EventError, int> FaultsByLetters(KafkaFixture kafka, FuzzLoad load)
    {
        var config = new ConsumerConfig { BootstrapServers = kafka.Servers, GroupId = $"{kafka.ApplicationId}-letters", EnablePartitionEof = true };
        using IConsumer<byte[], byte[]?> consumer = new ConsumerBuilder<byte[], byte[]?>(config).SetLogHandler(static (_, _) => { }).Build();
        using IAdminClient admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        int open = admin.GetMetadata(kafka.TopicPrefix + "dead-letter", OutputReader.Patience).Topics[0].Partitions.Count;
        consumer.Assign(Enumerable.Range(0, open).Select(p => new TopicPartitionOffset(kafka.TopicPrefix + "dead-letter", p, 0)));
        var seen = new bool[Values];
        var faults = new Dictionary<EventError, int>();
        while (open > 0)
        {
            ConsumeResult<byte[], byte[]?> letter = consumer.Consume(OutputReader.Patience) ?? throw new TimeoutException("dead letters do not come");
            if (letter.IsPartitionEOF)
            {
                open--;
                continue;
            }

            int number = int.Parse(letter.Message.Key, CultureInfo.InvariantCulture);
            EventError fault = FaultNamed(Encoding.UTF8.GetString(letter.Message.Headers.GetLastBytes("engage-reason")));
            Assert.Equal(load.FaultOf(number, letter.Message.Value), fault);
            Assert.False(seen[number], $"value {number} is there twice");
            seen[number] = true;
            faults[fault] = faults.GetValueOrDefault(fault) + 1;
        }

        return faults;
    }
}
