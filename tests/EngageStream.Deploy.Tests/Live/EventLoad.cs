using System.Globalization;
using System.Text;
using Confluent.Kafka;
using EngageStream.Domain.Partitioning;

namespace EngageStream.Deploy.Tests.Live;

/// <summary>
/// Sends events without end in which everything occurs that an engine counts: people who come, buy, fall silent and return,
/// duplicates, events that are late or of the future, records in the wrong partition, and records that are no events.
/// </summary>
internal sealed class EventLoad : IAsyncDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);
    private readonly IProducer<string, byte[]> _producer;
    private readonly string _topic;
    private readonly int _partitions;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _sending;

    /// <summary>Begins to send.</summary>
    /// <param name="servers">Kafka.</param>
    /// <param name="topic">Topic of events.</param>
    /// <param name="partitions">Its partitions.</param>
    public EventLoad(string servers, string topic, int partitions)
    {
        _topic = topic;
        _partitions = partitions;
        _producer = new ProducerBuilder<string, byte[]>(new ProducerConfig { BootstrapServers = servers, LingerMs = 5 })
            .SetLogHandler((_, _) => { }).Build();
        _sending = Task.Run(SendAsync);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _sending;
        _producer.Dispose();
        _stop.Dispose();
    }

    private async Task SendAsync()
    {
        for (int step = 0; !_stop.IsCancellationRequested; step++)
        {
            SendStep(step);
            await Task.Delay(Step, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void SendStep(int step)
    {
        string person = Name(step);
        Send(person, Event(person, "Signed Up", $"{step}-1"));
        Send(person, Event(person, "Order Completed", $"{step}-2"));
        Send(person, Event(person, "Order Completed", $"{step}-3"));
        Send(person, Event(person, "Order Completed", $"{step}-3"));
        Send(person, Event(person, "Product Viewed", $"{step}-4", TimeSpan.FromDays(-3)));
        Send(person, Event(person, "Product Viewed", $"{step}-5", TimeSpan.FromDays(3)));
        Send("nobody", "{\"type\":\"track\",,}");
        Send(person, Event(person, "Product Viewed", $"{step}-6"), shift: 1);
        Send(Name(step - 1), Event(Name(step - 1), "Product Viewed", $"{step}-7"));

        // Some who went silent come back after 3 s, which the playbook calls dormant.
        if (step % 3 == 0 && step > 60)
        {
            Send(Name(step - 60), Event(Name(step - 60), "Order Completed", $"{step}-8"));
        }
    }

    private void Send(string person, string json, int shift = 0)
    {
        int home = Domain.Partitioning.Partitioner.Of(PartitionerKind.Murmur2, Encoding.UTF8.GetBytes(person), _partitions);
        _producer.Produce(
            new TopicPartition(_topic, (home + shift) % _partitions),
            new Message<string, byte[]> { Key = person, Value = Encoding.UTF8.GetBytes(json) });
    }

    private static string Name(int number) => $"person-{number}";

    private static string Event(string person, string name, string id, TimeSpan shift = default)
    {
        string time = (DateTimeOffset.UtcNow + shift).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        return $$"""{"type":"track","event":"{{name}}","userId":"{{person}}","messageId":"{{id}}","timestamp":"{{time}}"}""";
    }
}
