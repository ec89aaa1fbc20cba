using System.Text;
using Confluent.Kafka;
using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Streams;
using EngageStream.Runtime.Topics;
using Microsoft.Extensions.Logging;

namespace EngageStream.Runtime.Nodes;

/// <summary>
/// Announces the node: when its partitions change at once, when its counts change every 3 s at most, and every 10 s in any case;
/// takes it back at a planned stop. It has a producer of its own, outside all transactions, and works beside the stream threads:
/// while Kafka is away they do not notice. Thread-safe.
/// </summary>
internal sealed class NodeAnnouncer : IAsyncDisposable
{
    /// <summary>The longest silence of a node that is well.</summary>
    public static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ChangesEvery = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FarewellWithin = TimeSpan.FromSeconds(2);
    private readonly EngineOptions _options;
    private readonly string _topic;
    private readonly NodeReport _report;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private IProducer<byte[], byte[]?>? _producer;
    private Task _loop = Task.CompletedTask;
    private (int[] AtWork, int[] Restoring) _places = ([], []);
    private byte[] _content = [];
    private long _announcedAt;
    private long _failed;
    private bool _isFailing;

    /// <param name="options">Settings of the engine.</param>
    /// <param name="topics">Names the topic.</param>
    /// <param name="report">What to say.</param>
    /// <param name="time">Wall clock.</param>
    /// <param name="logger">Where failures are told.</param>
    public NodeAnnouncer(EngineOptions options, TopicNames topics, NodeReport report, TimeProvider time, ILogger logger)
    {
        _options = options;
        _topic = topics.Nodes;
        _report = report;
        _time = time;
        _logger = logger;
    }

    /// <summary>Announcements that Kafka did not take.</summary>
    public long Failed => Volatile.Read(ref _failed);

    /// <summary>Begins to announce.</summary>
    public void Start() => _loop = Task.Run(RunAsync);

    /// <summary>Takes the announcement back; while Kafka is away, gives that up after 2 s: then the others notice the silence.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop.WaitAsync(FarewellWithin).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_loop.IsCompleted && _content.Length > 0)
        {
            Task farewell = SayAsync(null);
            await farewell.WaitAsync(FarewellWithin).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _producer?.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            TimeSpan pause = LookEvery;
            if (IsDue())
            {
                NodeAnnouncement node = _report.Take();
                bool said = await SayAsync(NodeBody.Write(node));
                pause = said ? pause : PauseAfterFailure;
                if (said)
                {
                    _places = ([.. node.Partitions], [.. node.Restoring]);
                    _content = ContentOf(node);
                    _announcedAt = _time.GetTimestamp();
                }
            }

            await Task.Delay(pause, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private bool IsDue()
    {
        TimeSpan silence = _time.GetElapsedTime(_announcedAt);
        if (_content.Length == 0 || silence >= KeepAlive)
        {
            return true;
        }

        (int[] atWork, int[] restoring) = _report.Places();
        return !atWork.AsSpan().SequenceEqual(_places.AtWork) || !restoring.AsSpan().SequenceEqual(_places.Restoring)
            || (silence >= ChangesEvery && !ContentOf(_report.Take()).AsSpan().SequenceEqual(_content));
    }

    // All but when it was said.
    private static byte[] ContentOf(NodeAnnouncement node) => NodeBody.Write(node with { AsOf = DateTimeOffset.UnixEpoch });

    private async Task<bool> SayAsync(byte[]? value)
    {
        var message = new Message<byte[], byte[]?>
        {
            Key = Encoding.UTF8.GetBytes(NodeKey.Of(_options.ApplicationId, _options.NodeId)),
            Value = value,
        };
        try
        {
            _producer ??= CreateProducer();
            await _producer.ProduceAsync(_topic, message);
            _isFailing = false;
            return true;
        }
        catch (KafkaException error)
        {
            if (error.Error.IsFatal)
            {
                _producer?.Dispose();
                _producer = null;
            }

            Failing(error);
            return false;
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException)
        {
            // A setting that a producer does not take; what is wrong with it is the stream threads' to say.
            Failing(error);
            return false;
        }
    }

    private void Failing(Exception error)
    {
        Interlocked.Increment(ref _failed);
        if (!_isFailing)
        {
            _isFailing = true;
            Log.NotAnnounced(_logger, _topic, error.Message);
        }
    }

    private IProducer<byte[], byte[]?> CreateProducer() => new ClientLog(_logger, _options)
        .Attach(new ProducerBuilder<byte[], byte[]?>(KafkaSettings.Announcer(_options))
            .SetKeySerializer(Serializers.ByteArray)
            .SetValueSerializer(Serializers.ByteArray!)).Build();
}
