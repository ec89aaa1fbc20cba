using System.Net;
using EngageStream.EmbeddedKafka.Apis;
using EngageStream.EmbeddedKafka.Apis.Cluster;
using EngageStream.EmbeddedKafka.Apis.Groups;
using EngageStream.EmbeddedKafka.Apis.Records;
using EngageStream.EmbeddedKafka.Apis.Security;
using EngageStream.EmbeddedKafka.Apis.Topics;
using EngageStream.EmbeddedKafka.Apis.Transactions;
using EngageStream.EmbeddedKafka.Compaction;
using EngageStream.EmbeddedKafka.Groups;
using EngageStream.EmbeddedKafka.Network;
using EngageStream.EmbeddedKafka.Producers;
using EngageStream.EmbeddedKafka.Storage;
using EngageStream.EmbeddedKafka.Topics;
using EngageStream.EmbeddedKafka.Transactions;
using Microsoft.Extensions.Logging;

namespace EngageStream.EmbeddedKafka;

/// <summary>
/// A single-node broker that speaks the Kafka wire protocol, for development, tests and single boxes; on the loopback interface
/// only, unless TLS and SASL are both on. Kafka clients work against it unmodified; production uses a Kafka cluster by another
/// <c>bootstrap.servers</c>.
/// </summary>
public sealed class EmbeddedBroker : IAsyncDisposable
{
    private readonly ILogger _logger;
    private readonly DataDirectory _data;
    private readonly TopicCatalog _topics;
    private readonly GroupCoordinator _groups;
    private readonly TransactionCoordinator _transactions;
    private readonly BrokerMetrics _metrics;
    private readonly ConnectionSecurity _security;
    private readonly Listener _listener;
    private readonly string _listenAddress;
    private readonly string? _advertised;
    private readonly LogCleaner _cleaner;
    private readonly ITimer? _flushTimer;
    private int _disposed;

    private EmbeddedBroker(BrokerOptions options)
    {
        _logger = options.LoggerFactory.CreateLogger<EmbeddedBroker>();
        _listenAddress = options.ListenAddress;
        _advertised = options.AdvertisedAddress;
        _security = new ConnectionSecurity(options);
        _metrics = new BrokerMetrics();
        try
        {
            _data = new DataDirectory(options.DataDirectory);
            _listener = new Listener(options, _security, _metrics, _logger);
            _topics = new TopicCatalog(options, _logger);
            _groups = new GroupCoordinator(options, _logger);
            var producerIds = new ProducerIds(options.DataDirectory);
            _transactions = new TransactionCoordinator(options, _topics, _groups, producerIds, _logger);
            var identity = new BrokerIdentity(_data.ClusterId, _advertised ?? BootstrapServers);
            _listener.Start(CreateApis(options, identity, producerIds));
        }
        catch
        {
            _transactions?.Dispose();
            _groups?.Dispose();
            _topics?.Dispose();
            _listener?.DisposeAsync().AsTask().GetAwaiter().GetResult();
            _data?.Dispose();
            _metrics.Dispose();
            _security.Dispose();
            throw;
        }

        _cleaner = new LogCleaner(_topics, options, _logger);
        if (options.Flush == FlushPolicy.Interval)
        {
            _flushTimer = options.TimeProvider.CreateTimer(_ => Flush(), null, options.FlushInterval, options.FlushInterval);
        }

        _ = BrokerOptions.TrySplit(_advertised ?? BootstrapServers, out string host, out _);
        if (_security.CertificateFault(host, options.TimeProvider.GetUtcNow()) is { } fault)
        {
            Log.CertificateDoubtful(_logger, fault);
        }

        string endpoint = new IPEndPoint(IPAddress.Parse(_listenAddress), Port).ToString();
        Log.Started(_logger, endpoint, _security.Description, options.DataDirectory, _topics.All.Count());
    }

    /// <summary>
    /// Where clients connect, for their setting <c>bootstrap.servers</c>: the address listened on, such as
    /// <c>127.0.0.1:port</c>, or the advertised one where the broker listens on every address.
    /// </summary>
    public string BootstrapServers
    {
        get
        {
            var address = IPAddress.Parse(_listenAddress);
            bool every = address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
            return every ? _advertised! : new IPEndPoint(address, Port).ToString();
        }
    }

    /// <summary>The TCP port, also when the options asked for a free one.</summary>
    public int Port => _listener.Port;

    /// <summary>Opens the data directory, recovers what a crash may have left, and listens.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="InvalidOperationException">The data directory or the port is in use.</exception>
    public static Task<EmbeddedBroker> StartAsync(BrokerOptions options, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return Task.Run(() => new EmbeddedBroker(options), ct);
    }

    /// <summary>Closes all connections, then flushes and closes the data.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        string address = BootstrapServers;
        await _listener.DisposeAsync().ConfigureAwait(false);
        await _cleaner.DisposeAsync().ConfigureAwait(false);
        if (_flushTimer is not null)
        {
            await _flushTimer.DisposeAsync().ConfigureAwait(false);
        }

        _transactions.Dispose();
        _groups.Dispose();
        _topics.Dispose();
        _data.Dispose();
        _metrics.Dispose();
        _security.Dispose();
        Log.Stopped(_logger, address);
    }

    private ApiTable CreateApis(BrokerOptions options, BrokerIdentity identity, ProducerIds producerIds) => new(
    [
        new SaslHandshakeHandler(),
        new SaslAuthenticateHandler(options),
        new MetadataHandler(identity, _topics, options.AutoCreateTopics),
        new DescribeClusterHandler(identity),
        new ProduceHandler(_topics, _transactions),
        new FetchHandler(_topics, options.TimeProvider),
        new ListOffsetsHandler(_topics),
        new OffsetForLeaderEpochHandler(_topics),
        new DeleteRecordsHandler(_topics),
        new InitProducerIdHandler(producerIds, _transactions),
        new AddPartitionsToTxnHandler(_transactions, _topics),
        new AddOffsetsToTxnHandler(_transactions),
        new TxnOffsetCommitHandler(_transactions, _groups, _topics),
        new EndTxnHandler(_transactions),
        new FindCoordinatorHandler(identity),
        new JoinGroupHandler(_groups),
        new SyncGroupHandler(_groups),
        new HeartbeatHandler(_groups),
        new LeaveGroupHandler(_groups),
        new OffsetCommitHandler(_groups, _topics),
        new OffsetFetchHandler(_groups),
        new DescribeGroupsHandler(_groups),
        new ListGroupsHandler(_groups),
        new CreateTopicsHandler(_topics),
        new DeleteTopicsHandler(_topics, _groups),
        new DescribeConfigsHandler(_topics, options),
        new IncrementalAlterConfigsHandler(_topics),
        new CreatePartitionsHandler(_topics),
        new DescribeProducersHandler(_topics),
        new DeleteGroupsHandler(_groups),
    ]);

    private void Flush()
    {
        try
        {
            _topics.Flush();
            _groups.Flush();
            _transactions.Flush();
        }
        catch (IOException e)
        {
            Log.FlushFailed(_logger, e);
        }
    }
}
