using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace EngageStream.Runtime.Tests.Hosting;

/// <summary>A member of a group that takes part in one rebalance and holds up all others until it is released.</summary>
internal sealed class HoldingMember : IDisposable
{
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(50);
    private readonly TaskCompletionSource _holds = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _end = new();
    private readonly IConsumer<Ignore, Ignore> _consumer;
    private readonly TestKafka _kafka;
    private Task _polling = Task.CompletedTask;

    public HoldingMember(TestKafka kafka)
    {
        _kafka = kafka;
        var config = new ConsumerConfig(kafka.Settings)
        {
            GroupId = kafka.ApplicationId,
            ClientId = "holding",
            PartitionAssignmentStrategy = PartitionAssignmentStrategy.CooperativeSticky,
            SessionTimeoutMs = 300_000,
            HeartbeatIntervalMs = 300,
            EnableAutoCommit = false,
            Debug = "cgrp",
        };
        _consumer = new ConsumerBuilder<Ignore, Ignore>(config)
            .SetPartitionsAssignedHandler((_, _) => { })
            .SetPartitionsRevokedHandler((_, _) => { })
            .SetLogHandler((_, message) => Note(message.Message)).Build();
    }

    /// <summary>Joins, and completes when it holds up every further rebalance: nobody serves what it was given.</summary>
    public Task HoldAsync()
    {
        _consumer.Subscribe(_kafka.Name("engage.events"));
        return _holds.Task.WaitAsync(TestKafka.Patience);
    }

    /// <summary>Completes when somebody else asks for a rebalance.</summary>
    public Task OthersWaitAsync() => GroupAsync(group => group.State == ConsumerGroupState.PreparingRebalance);

    /// <summary>Takes part in rebalances from now on.</summary>
    public void Release() => _polling = Task.Run(Poll);

    /// <summary>Leaves when the group is settled with so many members, this one included.</summary>
    public async Task LeaveAsync(int members)
    {
        await GroupAsync(group => group.State == ConsumerGroupState.Stable && group.Members.Count == members);
        await _end.CancelAsync();
        await _polling;
        _consumer.Close();
    }

    public void Dispose()
    {
        _consumer.Dispose();
        _end.Dispose();
    }

    private void Note(string line)
    {
        if (line.Contains("-> wait-assign-call", StringComparison.Ordinal))
        {
            _holds.TrySetResult();
        }
    }

    private void Poll()
    {
        while (!_end.IsCancellationRequested)
        {
            _consumer.Consume(Slice);
        }
    }

    private async Task GroupAsync(Predicate<ConsumerGroupDescription> until)
    {
        using IAdminClient admin = new AdminClientBuilder(new AdminClientConfig(_kafka.Settings)).Build();
        using var patience = new CancellationTokenSource(TestKafka.Patience);
        while (!until((await admin.DescribeConsumerGroupsAsync([_kafka.ApplicationId])).ConsumerGroupDescriptions[0]))
        {
            await Task.Delay(10, patience.Token);
        }
    }
}
