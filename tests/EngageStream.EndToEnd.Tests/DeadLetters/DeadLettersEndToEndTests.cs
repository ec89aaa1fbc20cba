using System.Text;
using Confluent.Kafka;
using EngageStream.EndToEnd.Tests.Pipe;
using EngageStream.Runtime.Hosting;

namespace EngageStream.EndToEnd.Tests.DeadLetters;

/// <summary>The commands on dead letters, from the list to the replay.</summary>
public sealed class DeadLettersEndToEndTests
{
    private const string Malformed = "{\"type\":\"track\",,}";

    [Fact]
    public async Task Dead_letters_are_listed_shown_and_sent_again()
    {
        await using KafkaFixture kafka = await KafkaFixture.StartAsync();
        EngineHost engine = await kafka.StartEngineAsync(KafkaFixture.Compile(KafkaFixture.StarterText));
        await SendAsync(kafka);
        await InputProgress.WaitUntilCommittedAsync(kafka);

        // What is sent again would only fail again.
        await engine.StopAsync();

        string list = await OperateAsync(kafka, "list");
        string row = Assert.Single(list.Split('\n'), line => line.Contains("ann", StringComparison.Ordinal));
        Assert.Matches(@"^\d:\d+ +\d{4}-\d\d-\d\dT[\d:.]+Z  malformed_json +18  ann$", row);
        Assert.Contains("3 of 3 shown", list, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^ +2  malformed_json$", list);
        Assert.Matches(@"(?m)^ +1  unknown_record_type$", list);
        Assert.Contains("1 of 3 shown", await OperateAsync(kafka, "list", "--limit", "1"), StringComparison.Ordinal);
        Assert.Contains("1 of 1 shown", await OperateAsync(kafka, "list", "--reason", "unknown_record_type", "--since", "1h"),
            StringComparison.Ordinal);

        string position = row[..row.IndexOf(' ', StringComparison.Ordinal)];
        string shown = await OperateAsync(kafka, "show", position);
        Assert.Contains("reason    malformed_json", shown, StringComparison.Ordinal);
        Assert.Contains("header    trace: abc\\u001b[31m", shown, StringComparison.Ordinal);
        Assert.Contains(Malformed, shown, StringComparison.Ordinal);

        string dry = await OperateAsync(kafka, "replay", "--reason", "malformed_json", "--dry-run");
        Assert.Matches(@"(?m)^ +2  would be sent again", dry);
        Assert.Matches(@"(?m)^ +1  sent again$", await OperateAsync(kafka, "replay", position));
        string all = await OperateAsync(kafka, "replay", "--all");
        Assert.Matches(@"(?m)^ +2  sent again$", all);
        Assert.Matches(@"(?m)^ +1  were sent again before$", all);
        Assert.Contains("ann  (sent again)", await OperateAsync(kafka, "list"), StringComparison.Ordinal);
    }

    private static Task<string> OperateAsync(KafkaFixture kafka, params string[] arguments) =>
        kafka.OperateAsync(KafkaFixture.StarterText, ["deadletters", .. arguments]);

    private static async Task SendAsync(KafkaFixture kafka)
    {
        using IProducer<string, byte[]> producer = new ProducerBuilder<string, byte[]>(new ProducerConfig { BootstrapServers = kafka.Servers }).Build();
        await SendAsync(kafka, producer, "ann", Malformed, new Header("trace", Encoding.UTF8.GetBytes("abc\u001b[31m")));
        await SendAsync(kafka, producer, "bob", Malformed);
        await SendAsync(kafka, producer, "cid", "{}", new Header("engage-type", "hologram"u8.ToArray()));
    }

    private static Task<DeliveryResult<string, byte[]>> SendAsync(
        KafkaFixture kafka, IProducer<string, byte[]> producer, string key, string value, params Header[] headers) =>
        producer.ProduceAsync(kafka.Events, new Message<string, byte[]>
        {
            Key = key,
            Value = Encoding.UTF8.GetBytes(value),
            Headers = [.. headers],
        });
}
