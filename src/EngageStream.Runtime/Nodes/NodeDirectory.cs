using System.Text;
using Confluent.Kafka;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Streams;
using EngageStream.Runtime.Topics;
using Microsoft.Extensions.Logging;

namespace EngageStream.Runtime.Nodes;

/// <summary>Follows the nodes topic on a thread of its own, outside the group, and so knows which node owns which partition.</summary>
internal sealed class NodeDirectory : IDisposable
{
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PauseAfterError = TimeSpan.FromSeconds(1);
    private readonly EngineOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly string _topic;
    private readonly NodeList _list;
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;
    private bool _hasCaughtUp;

    /// <param name="options">Settings of the engine.</param>
    /// <param name="topics">Names the topic.</param>
    /// <param name="time">Wall clock.</param>
    /// <param name="logger">Where failures are told.</param>
    public NodeDirectory(EngineOptions options, TopicNames topics, TimeProvider time, ILogger logger)
    {
        _options = options;
        _time = time;
        _logger = logger;
        _topic = topics.Nodes;
        _list = new NodeList(time);
        _thread = new Thread(Run) { Name = "engage-nodes", IsBackground = true };
    }

    /// <summary>The nodes that are there, ordered by name.</summary>
    public IReadOnlyList<NodeAnnouncement> Nodes => _list.Nodes;

    /// <summary>The node that has a partition at work; <see langword="null"/> for none.</summary>
    public NodeAnnouncement? OwnerOf(int partition) => _list.OwnerOf(partition);

    /// <summary>Begins to follow.</summary>
    public void Start() => _thread.Start();

    /// <summary>Follows no more; does not wait.</summary>
    public void Stop() => _stop.Cancel();

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop();
        if (_thread.IsAlive)
        {
            _thread.Join();
        }

        _stop.Dispose();
    }

    private void Run()
    {
        try
        {
            Follow();
        }
        catch (Exception error) when (error is KafkaException or InvalidOperationException or ArgumentException)
        {
            // A setting that a consumer does not take, for example; the stream threads say what is wrong with it.
            Log.NotFollowed(_logger, _topic, error.Message);
        }
    }

    private void Follow()
    {
        using IConsumer<byte[]?, byte[]?> consumer = new ClientLog(_logger, _options)
            .Attach(new ConsumerBuilder<byte[]?, byte[]?>(KafkaSettings.Directory(_options))).Build();
        consumer.Assign(new TopicPartitionOffset(_topic, 0, Offset.Beginning));
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                if (consumer.Consume(Slice) is { } result)
                {
                    Take(result);
                }
            }
            catch (ConsumeException error)
            {
                // Kafka is away, or the topic is: whoever says nothing for long is gone, and the client tries again.
                Streams.Log.ConsumeInterrupted(_logger, error.Error.Code, error.Error.Reason);
                _stop.Token.WaitHandle.WaitOne(PauseAfterError);
            }
        }

        consumer.Close();
    }

    private void Take(ConsumeResult<byte[]?, byte[]?> result)
    {
        if (result.IsPartitionEOF)
        {
            _hasCaughtUp = true;
            return;
        }

        string key = Encoding.UTF8.GetString(result.Message.Key ?? []);
        if (NodeKey.NodeOf(_options.ApplicationId, key) is not { } nodeId)
        {
            return;
        }

        if (result.Message.Value is not { } value)
        {
            _list.Forget(nodeId);
            return;
        }

        try
        {
            _list.Hear(NodeBody.Read(value), result.Offset.Value, AgeOf(result.Message.Timestamp));
        }
        catch (FormatException error)
        {
            Log.NotUnderstood(_logger, key, _topic, result.Offset.Value, error.Message);
        }
    }

    // What lay there already is as old as the broker's timestamp says; what comes in is new, whatever the clocks say.
    private TimeSpan AgeOf(Timestamp said)
    {
        TimeSpan age = _time.GetUtcNow() - said.UtcDateTime;
        return _hasCaughtUp || age < TimeSpan.Zero ? TimeSpan.Zero : age;
    }
}
