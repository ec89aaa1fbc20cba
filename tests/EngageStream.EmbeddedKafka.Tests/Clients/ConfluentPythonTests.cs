using EngageStream.EmbeddedKafka.Tests.Testing;

namespace EngageStream.EmbeddedKafka.Tests.Clients;

/// <summary>The broker against Debian's python3-confluent-kafka, with an older librdkafka than the other tests use.</summary>
public sealed class ConfluentPythonTests
{
    [PythonFact("confluent_kafka", "python3-confluent-kafka")]
    public async Task It_runs_transactions_with_offsets()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("in", 1);
        await broker.CreateTopicAsync("out", 1);
        broker.Fill("in", 0, 4);
        string output = await Python.RunAsync(
            """
            import sys
            from confluent_kafka import Consumer, Producer
            address = {'bootstrap.servers': sys.argv[1]}
            name = lambda short: sys.argv[2] + short
            consumer = Consumer({**address, 'group.id': name('g'), 'auto.offset.reset': 'earliest', 'enable.auto.commit': False})
            consumer.subscribe([name('in')])
            producer = Producer({**address, 'transactional.id': name('tx'), 'compression.type': 'lz4'})
            producer.init_transactions(30)
            for i in range(4):
                record = consumer.poll(30)
                producer.begin_transaction()
                producer.produce(name('out'), value=b'seen ' + record.value())
                producer.send_offsets_to_transaction(consumer.position(consumer.assignment()), consumer.consumer_group_metadata(), 30)
                producer.abort_transaction(30) if i == 1 else producer.commit_transaction(30)
            print(consumer.committed(consumer.assignment(), 30)[0].offset)
            consumer.close()
            """,
            broker.Address,
            broker.Name(""));
        Assert.Equal("4\n", output);
        Assert.Equal(["seen 0", "seen 2", "seen 3"], broker.Values("out"));
        Assert.Equal(4, broker.Position("g", "in"));
    }
}
