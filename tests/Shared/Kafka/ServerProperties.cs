namespace EngageStream.Tests.Shared.Kafka;

/// <summary>Settings of a single Apache Kafka node in KRaft mode, broker and controller in one, on the loopback interface.</summary>
internal static class ServerProperties
{
    /// <summary>The text of <c>server.properties</c>.</summary>
    public static string For(int port, int controllerPort, string logDirectory) => $"""
        process.roles=broker,controller
        node.id=1
        controller.quorum.voters=1@127.0.0.1:{controllerPort}
        controller.listener.names=CONTROLLER
        listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controllerPort}
        advertised.listeners=PLAINTEXT://127.0.0.1:{port}
        listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
        log.dirs={logDirectory}
        num.partitions=4
        offsets.topic.replication.factor=1
        offsets.topic.num.partitions=4
        transaction.state.log.replication.factor=1
        transaction.state.log.min.isr=1
        transaction.state.log.num.partitions=4
        transaction.abort.timed.out.transaction.cleanup.interval.ms=500
        group.initial.rebalance.delay.ms=0

        """;
}
