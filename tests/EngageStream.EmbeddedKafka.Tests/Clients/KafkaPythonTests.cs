using EngageStream.EmbeddedKafka.Tests.Testing;

namespace EngageStream.EmbeddedKafka.Tests.Clients;

/// <summary>The broker against a client that shares no code with librdkafka: kafka-python, Debian's python3-kafka.</summary>
public sealed class KafkaPythonTests
{
    private const string Module = "kafka";
    private const string Package = "python3-kafka";

    [PythonFact(Module, Package)]
    public async Task It_writes_reads_and_commits_in_a_group()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t", 2);
        string output = await Python.RunAsync(
            """
            import sys
            from kafka import KafkaConsumer, KafkaProducer, TopicPartition
            address, prefix = sys.argv[1:]
            topic, group = prefix + 't', prefix + 'g'
            producer = KafkaProducer(bootstrap_servers=address, acks='all', compression_type='gzip')
            sent = [producer.send(topic, key=b'k%d' % i, value=b'v%d' % i, partition=i % 2, timestamp_ms=1000 + i) for i in range(10)]
            print([f.get(timeout=30).offset for f in sent])
            def consumer():
                return KafkaConsumer(topic, bootstrap_servers=address, group_id=group, auto_offset_reset='earliest',
                                     enable_auto_commit=False, consumer_timeout_ms=3000)
            first = consumer()
            print(sorted(next(first).value.decode() for _ in range(10)))
            first.commit()
            print([first.committed(TopicPartition(topic, p)) for p in (0, 1)])
            print(first.end_offsets([TopicPartition(topic, 0)])[TopicPartition(topic, 0)])
            print(first.offsets_for_times({TopicPartition(topic, 0): 1004})[TopicPartition(topic, 0)].offset)
            first.close()
            producer.send(topic, value=b'more', partition=0).get(timeout=30)
            second = consumer()
            print([r.value.decode() for r in second])
            second.close()
            """,
            broker.Address,
            broker.Name(""));
        Assert.Equal(
            """
            [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]
            ['v0', 'v1', 'v2', 'v3', 'v4', 'v5', 'v6', 'v7', 'v8', 'v9']
            [5, 5]
            5
            2
            ['more']

            """,
            output);
        Assert.Empty(broker.Log.TextsOf(202));
    }

    [PythonFact(Module, Package)]
    public async Task It_administers()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        string output = await Python.RunAsync(
            """
            import sys
            from kafka.admin import ConfigResource, ConfigResourceType, KafkaAdminClient, NewPartitions, NewTopic
            prefix = sys.argv[2]
            ours = lambda names: sorted(n[len(prefix):] for n in names if n.startswith(prefix))
            a = prefix + 'a'
            admin = KafkaAdminClient(bootstrap_servers=sys.argv[1])
            admin.create_topics([NewTopic(a, 1, 1, topic_configs={'cleanup.policy': 'compact'})])
            admin.create_partitions({a: NewPartitions(3)})
            print(ours(admin.list_topics()), len(admin.describe_topics([a])[0]['partitions']))
            configs = admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, a)])[0].resources[0][4]
            print([c[1] for c in configs if c[0] == 'cleanup.policy'])
            print(ours(group for group, _ in admin.list_consumer_groups()))
            admin.delete_topics([a])
            print(ours(admin.list_topics()))
            """,
            broker.Address,
            broker.Name(""));
        Assert.Equal("['a'] 3\n['compact']\n[]\n[]\n", output);
        Assert.Empty(broker.Log.TextsOf(202));
    }
}
