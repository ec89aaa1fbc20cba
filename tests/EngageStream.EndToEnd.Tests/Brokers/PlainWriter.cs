using System.Collections.Concurrent;
using Confluent.Kafka;

namespace EngageStream.EndToEnd.Tests.Brokers;

/// <summary>An idempotent producer that writes 0, 1, 2, … to a partition until it is told to stop, and notes what was acknowledged.</summary>
internal sealed class PlainWriter(string servers, string topic)
{
    private const int InFlight = 100;
    private readonly ConcurrentDictionary<int, long> _acknowledged = new();

    /// <summary>Value to offset.</summary>
    public IReadOnlyDictionary<int, long> Acknowledged => _acknowledged;

    /// <summary>Returns the number of values sent, when all of them were acknowledged.</summary>
    public int Run(Action progressed, CancellationToken stop)
    {
        using IProducer<Null, string> producer = new ProducerBuilder<Null, string>(KillClients.Producer(servers))
            .SetLogHandler(static (_, _) => { }).SetErrorHandler(static (_, _) => { }).Build();
        using var window = new SemaphoreSlim(InFlight);
        int next = 0;
        for (; !stop.IsCancellationRequested; next++)
        {
            int value = next;
            Assert.True(window.Wait(KillClients.Patience, CancellationToken.None), "Nothing is acknowledged any more.");
            producer.Produce(new TopicPartition(topic, 0), new Message<Null, string> { Value = $"{value}" }, report =>
            {
                if (report.Error.Code == ErrorCode.NoError)
                {
                    _acknowledged[value] = report.Offset.Value;
                    progressed();
                }

                window.Release();
            });
        }

        producer.Flush(KillClients.Patience);
        return next;
    }
}
