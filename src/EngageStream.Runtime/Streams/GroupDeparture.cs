using System.Diagnostics;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using EngageStream.Runtime.Configuration;

namespace EngageStream.Runtime.Streams;

/// <summary>
/// Leaves the group at a stop so that others have the partitions at once, and so that no member stays behind. Not thread-safe.
/// </summary>
/// <remarks>
/// librdkafka (2.15, classic protocol) joins a group at most once a second, and a request to leave waits behind a join that is under
/// way. Who leaves in the middle of a rebalance thus leaves its partitions idle for up to two seconds; whoever works on until the
/// group is settled, and all its members may join again, hands them over in a third of a second. And a member without partitions whose
/// client is closed while it joins does not leave at all: close forgets the request to unsubscribe that waits for the end of the
/// rebalance, and every rebalance would wait for that member's session to end. So it is seen off first.
/// </remarks>
internal sealed class GroupDeparture
{
    // How often librdkafka joins, and a little for the wake-up of its timers.
    private static readonly TimeSpan JoinPause = TimeSpan.FromMilliseconds(1_050);
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan AskTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(20);
    private readonly IConsumer<Ignore, Ignore> _consumer;
    private readonly IAdminClient _admin;
    private readonly string _group;
    private readonly string _ownClients;
    private readonly TimeSpan _longest;
    private long _rebalancedAt = Stopwatch.GetTimestamp();
    private long? _toldAt;
    private long _askedAt;
    private Task<GroupView?>? _asked;

    /// <param name="consumer">The member.</param>
    /// <param name="admin">Client to ask for the group's state with.</param>
    /// <param name="options">
    /// Name the group and the node. A third of the time that a stop may take is for the group to settle, and a third for leaving it.
    /// </param>
    public GroupDeparture(IConsumer<Ignore, Ignore> consumer, IAdminClient admin, EngineOptions options)
    {
        _consumer = consumer;
        _admin = admin;
        _group = options.ApplicationId;
        _ownClients = KafkaSettings.ClientOf(options, "consumer-");
        _longest = options.StopTimeout / 3;
    }

    /// <summary>Takes note that the group gave partitions out or took them away, be it none.</summary>
    public void Rebalanced() => _rebalancedAt = Stopwatch.GetTimestamp();

    /// <summary>
    /// Whether a member that was told to stop should leave: the group is settled, has no other process to hand over to, does not
    /// answer, or has kept it waiting for long enough. Until then it goes on with its work. Never waits.
    /// </summary>
    /// <param name="hasJoined">Whether the member has ever been given its share.</param>
    public bool IsDue(bool hasJoined)
    {
        _toldAt ??= Stopwatch.GetTimestamp();
        if (Stopwatch.GetElapsedTime(_toldAt.Value) > _longest)
        {
            return true;
        }

        if (_asked is null)
        {
            _askedAt = Stopwatch.GetTimestamp();
            _asked = ViewAsync();
        }

        if (!_asked.IsCompleted)
        {
            return false;
        }

        if (_asked.Result is not { } view || (hasJoined && !view.HasOthers))
        {
            return true;
        }

        // An answer from before a rebalance says nothing about it.
        if (hasJoined && view.IsStable && _askedAt > _rebalancedAt && Stopwatch.GetElapsedTime(_rebalancedAt) > JoinPause)
        {
            return true;
        }

        if (Stopwatch.GetElapsedTime(_askedAt) > AskAgain)
        {
            _asked = null;
        }

        return false;
    }

    /// <summary>Leaves the group, and does not return before it has left it or a third of the stop's time is over.</summary>
    /// <exception cref="KafkaException">The client could not be closed.</exception>
    public void Leave()
    {
        if (_consumer.Assignment.Count == 0)
        {
            // To close is not enough without partitions. In a rebalance the client leaves when that has ended, for which rebalance
            // handlers have to be served; it then has no member id any more.
            _consumer.Unsubscribe();
            long began = Stopwatch.GetTimestamp();
            while (!string.IsNullOrEmpty(_consumer.MemberId) && Stopwatch.GetElapsedTime(began) < _longest)
            {
                Serve();
            }
        }

        _consumer.Close();
    }

    private void Serve()
    {
        try
        {
            // What is read is another's work.
            _consumer.Consume(Slice);
        }
        catch (ConsumeException error) when (!error.Error.IsFatal)
        {
            // Kafka may be away: the time given to it ends this.
        }
    }

    private async Task<GroupView?> ViewAsync()
    {
        try
        {
            DescribeConsumerGroupsResult answer = await _admin.DescribeConsumerGroupsAsync(
                [_group], new DescribeConsumerGroupsOptions { RequestTimeout = AskTimeout }).ConfigureAwait(false);
            ConsumerGroupDescription group = answer.ConsumerGroupDescriptions[0];
            return new GroupView(
                group.State == ConsumerGroupState.Stable,
                group.Members.Exists(member => !member.ClientId.StartsWith(_ownClients, StringComparison.Ordinal)));
        }
        catch (KafkaException)
        {
            // Kafka is away, or does not let the engine ask: then there is nothing to wait for.
            return null;
        }
    }

    private sealed record GroupView(bool IsStable, bool HasOthers);
}
