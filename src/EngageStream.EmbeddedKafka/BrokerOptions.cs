using System.Globalization;
using System.Net;
using EngageStream.EmbeddedKafka.Sasl;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace EngageStream.EmbeddedKafka;

/// <summary>Settings of an <see cref="EmbeddedBroker"/>. They are validated when the broker starts.</summary>
public sealed record BrokerOptions
{
    /// <summary>Folder that holds everything the broker keeps. Created when absent; one broker at a time may use it.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>
    /// IP address to listen on. Default <c>127.0.0.1</c>. One that is not loopback needs TLS and SASL both;
    /// <c>0.0.0.0</c> and <c>::</c>, every address, also <see cref="AdvertisedAddress"/>.
    /// </summary>
    public string ListenAddress { get; init; } = "127.0.0.1";

    /// <summary>TCP port. Default 0: a free port, see <see cref="EmbeddedBroker.Port"/>. Range 0–65535.</summary>
    public int Port { get; init; }

    /// <summary>
    /// Address that clients are told to connect to, <c>host:port</c>, where something stands between them and the broker, such as a
    /// proxy. Default <see langword="null"/>: the broker's own.
    /// </summary>
    public string? AdvertisedAddress { get; init; }

    /// <summary>
    /// PEM file of the server's certificate, followed by those of intermediate authorities, if any: connections are TLS 1.2 or 1.3
    /// then, and only that. Default <see langword="null"/>: plaintext. Read at the start.
    /// </summary>
    public string? TlsCertificateFile { get; init; }

    /// <summary>PEM file of the certificate's private key, unencrypted.</summary>
    public string? TlsKeyFile { get; init; }

    /// <summary>
    /// PEM file of the authorities that clients' certificates must come from; every client has to show one then. It comes on top
    /// of SASL, not in its place. Default <see langword="null"/>: clients need none.
    /// </summary>
    public string? TlsClientCaFile { get; init; }

    /// <summary>
    /// Who may connect, by SASL PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512. Default <see langword="null"/>: everyone, unasked.
    /// </summary>
    public SaslUsers? SaslUsers { get; init; }

    /// <summary>How long TLS and authentication of a connection may take together. Default 10 s. Range 100 ms–5 min.</summary>
    public TimeSpan AuthenticationTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Pause before a failed authentication is answered. Default 200 ms. Range 0–10 s.</summary>
    public TimeSpan AuthenticationFailureDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// Connections that may be in TLS and authentication at the same time; one more is closed at once. Default 100.
    /// Range 1–100,000.
    /// </summary>
    public int MaxUnauthenticatedConnections { get; init; } = 100;

    /// <summary>Partitions of a topic created automatically or with a count of −1. Default 4. Range 1–10,000.</summary>
    public int DefaultPartitions { get; init; } = 4;

    /// <summary>
    /// Whether asking for the metadata of an unknown topic creates it, when the client allows that too. Default true.
    /// </summary>
    public bool AutoCreateTopics { get; init; } = true;

    /// <summary>
    /// Largest request accepted, in bytes; a larger one closes its connection. Default 104,857,600 (100 MB). Range 1 KB–1 GB.
    /// </summary>
    public int MaxRequestBytes { get; init; } = 100 * 1024 * 1024;

    /// <summary>Connections served at the same time; one more is closed at once. Default 1,000. Range 1–100,000.</summary>
    public int MaxConnections { get; init; } = 1_000;

    /// <summary>
    /// Default of the topic setting <c>segment.bytes</c>: size at which a log starts a new file, in bytes. Default
    /// 67,108,864 (64 MB), which recovery after a crash scans in well under a second. Range 16 KB–1 GB.
    /// </summary>
    public int SegmentBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>When data is forced to the disk. Default <see cref="FlushPolicy.None"/>.</summary>
    public FlushPolicy Flush { get; init; } = FlushPolicy.None;

    /// <summary>Pause between two flushes under <see cref="FlushPolicy.Interval"/>. Default 1 s. Range 10 ms–1 h.</summary>
    public TimeSpan FlushInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long the first rebalance of an empty group waits for more members; every arrival extends it, up to the
    /// members' rebalance timeout. Default 20 ms (Kafka: 3 s), so that a small group starts at once. Range 0–60 s.
    /// </summary>
    public TimeSpan InitialRebalanceDelay { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// Takes a transaction's offsets without a look at member and generation, as Apache Kafka did before 2.5: a consumer that lost
    /// its partitions without knowing can then commit for them. To test what notices that. Default false.
    /// </summary>
    public bool LaxGenerations { get; init; }

    /// <summary>
    /// How long a partition remembers the sequence numbers of a producer that no longer writes. Default 24 h. Range 1 s–30 d.
    /// </summary>
    public TimeSpan ProducerExpiration { get; init; } = TimeSpan.FromDays(1);

    /// <summary>
    /// Pause between two passes over the logs that apply retention and compaction. Default 15 s. Range 10 ms–1 h.
    /// </summary>
    public TimeSpan CleanupInterval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Where the broker logs. Default: nowhere.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>Clock and timers. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Checks every setting.</summary>
    /// <exception cref="ArgumentException">A setting is outside its range; the message names it and the remedy.</exception>
    public void Validate()
    {
        if (string.IsNullOrWhiteSpace(DataDirectory))
        {
            throw new ArgumentException($"{nameof(DataDirectory)} is empty: name a folder for the broker's data.");
        }

        Require(Port, 0, 65_535, nameof(Port));
        CheckSecurity();
        if (AdvertisedAddress is not null && !TrySplit(AdvertisedAddress, out _, out _))
        {
            throw new ArgumentException($"{nameof(AdvertisedAddress)} is '{AdvertisedAddress}': write it as host:port.");
        }

        Require(DefaultPartitions, 1, 10_000, nameof(DefaultPartitions));
        Require(MaxRequestBytes, 1024, 1024 * 1024 * 1024, nameof(MaxRequestBytes));
        Require(MaxConnections, 1, 100_000, nameof(MaxConnections));
        Require(SegmentBytes, 16 * 1024, 1024 * 1024 * 1024, nameof(SegmentBytes));
        Require(FlushInterval, TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1), nameof(FlushInterval));
        Require(CleanupInterval, TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1), nameof(CleanupInterval));
        Require(InitialRebalanceDelay, TimeSpan.Zero, TimeSpan.FromSeconds(60), nameof(InitialRebalanceDelay));
        Require(ProducerExpiration, TimeSpan.FromSeconds(1), TimeSpan.FromDays(30), nameof(ProducerExpiration));
    }

    private void CheckSecurity()
    {
        Require(AuthenticationTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5), nameof(AuthenticationTimeout));
        Require(AuthenticationFailureDelay, TimeSpan.Zero, TimeSpan.FromSeconds(10), nameof(AuthenticationFailureDelay));
        Require(MaxUnauthenticatedConnections, 1, 100_000, nameof(MaxUnauthenticatedConnections));
        if (!IPAddress.TryParse(ListenAddress, out IPAddress? address))
        {
            throw new ArgumentException(
                $"{nameof(ListenAddress)} is '{ListenAddress}': write an IP address, such as 127.0.0.1 or 0.0.0.0.");
        }

        if (TlsCertificateFile is null != TlsKeyFile is null)
        {
            throw new ArgumentException($"{nameof(TlsCertificateFile)} and {nameof(TlsKeyFile)} go together: give both, or neither.");
        }

        if (TlsClientCaFile is not null && TlsCertificateFile is null)
        {
            throw new ArgumentException(
                $"{nameof(TlsClientCaFile)} is of no use without {nameof(TlsCertificateFile)} and {nameof(TlsKeyFile)}.");
        }

        if (!IPAddress.IsLoopback(address) && (TlsCertificateFile is null || SaslUsers is null))
        {
            throw new ArgumentException(
                $"{nameof(ListenAddress)} is {ListenAddress}, where others can connect: switch on both TLS ({nameof(TlsCertificateFile)}, "
                + $"{nameof(TlsKeyFile)}; --tls-certificate, --tls-key) and SASL ({nameof(SaslUsers)}; --sasl-users), "
                + "or listen on 127.0.0.1.");
        }

        if (AdvertisedAddress is null && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)))
        {
            throw new ArgumentException(
                $"{nameof(ListenAddress)} is {ListenAddress}, to which no client can connect: say with {nameof(AdvertisedAddress)} "
                + "(--advertise) which host:port they shall use; the certificate has to be for that host.");
        }
    }

    /// <summary>Splits <c>host:port</c>; the port is 1–65535.</summary>
    internal static bool TrySplit(string address, out string host, out int port)
    {
        int colon = address.LastIndexOf(':');
        host = colon > 0 ? address[..colon].Trim('[', ']') : "";
        return int.TryParse(address.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port)
            && host.Length > 0 && port is >= 1 and <= 65_535;
    }

    private static void Require<T>(T value, T low, T high, string name)
        where T : IComparable<T>
    {
        if (value.CompareTo(low) < 0 || value.CompareTo(high) > 0)
        {
            throw new ArgumentException($"{name} is {value}: set it between {low} and {high}.");
        }
    }
}
