using System.Net;
using System.Net.Sockets;
using EngageStream.EmbeddedKafka.Protocol;
using EngageStream.EmbeddedKafka.Tests.Testing;
using EngageStream.Tests.Shared.Kafka;

namespace EngageStream.EmbeddedKafka.Tests.Network;

public sealed class HostileRequestTests
{
    private const int ConnectionRejected = 201;

    [EmbeddedTheory("speaks to the broker in bytes")]
    [InlineData("7FFFFFFF", "outside")]
    [InlineData("FFFFFFFF", "outside")]
    [InlineData("00000000", "does not fit")]
    [InlineData("00000004 00030001", "does not fit")]
    [InlineData("0000000A 03E7 0000 00000001 FFFF", "not supported")]
    [InlineData("0000000A 0003 7000 00000001 FFFF", "not supported")]
    [InlineData("0000000E 0003 0001 00000001 FFFF 7FFFFFFF", "elements")]
    [InlineData("00000014 0000 0003 00000001 FFFF FFFF FFFF 00000001 7FFFFFFF", "does not fit|elements")]
    [InlineData("474554202F20485454502F312E310D0A0D0A", "outside")]
    public async Task A_malformed_request_closes_its_connection_and_no_other(string hex, string reason)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using RawClient bystander = broker.Raw();
        AskVersions(bystander);

        using RawClient hostile = broker.Raw();
        hostile.SendBytes(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));
        Assert.True(hostile.IsClosedByBroker());
        string logged = await broker.Log.NextAsync(ConnectionRejected);
        Assert.Contains(reason.Split('|'), r => logged.Contains(r, StringComparison.Ordinal));

        AskVersions(bystander);
        using RawClient newcomer = broker.Raw();
        AskVersions(newcomer);
    }

    [EmbeddedFact("speaks to the broker in bytes")]
    public async Task A_request_above_the_limit_is_refused_by_its_size_alone()
    {
        await using TestBroker broker = await TestBroker.StartAsync(o => o with { MaxRequestBytes = 2000 });
        using RawClient client = broker.Raw();
        client.SendBytes([0, 0, 0x07, 0xD1]);
        Assert.True(client.IsClosedByBroker());
        Assert.Contains("2001", await broker.Log.NextAsync(ConnectionRejected), StringComparison.Ordinal);
    }

    [EmbeddedFact("speaks to the broker in bytes")]
    public async Task Random_bytes_never_harm_the_broker()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        var random = new Random(20260101);
        for (int i = 0; i < 200; i++)
        {
            // A plausible frame and header, then noise.
            byte[] body = new byte[random.Next(8, 200)];
            random.NextBytes(body);
            (body[0], body[1], body[2], body[3]) = (0, (byte)random.Next(0, 61), 0, (byte)random.Next(0, 10));
            using RawClient client = broker.Raw();
            client.SendBytes([0, 0, 0, (byte)body.Length, .. body]);
        }

        using RawClient witness = broker.Raw();
        AskVersions(witness);
        Assert.Empty(broker.Log.TextsOf(202));
    }

    [EmbeddedFact("speaks to the broker in bytes")]
    public async Task An_unknown_version_of_ApiVersions_is_answered_in_version_zero()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using RawClient client = broker.Raw();
        ProtocolReader response = client.Call(ApiKey.ApiVersions, 99, _ => { });
        Assert.Equal((short)ErrorCode.UnsupportedVersion, response.Int16());
        Assert.True(response.ArrayLength() > 15);
        AskVersions(client);
    }

    [EmbeddedFact("speaks to the broker in bytes")]
    public async Task Connections_above_the_limit_are_refused_and_the_others_go_on()
    {
        await using TestBroker broker = await TestBroker.StartAsync(o => o with { MaxConnections = 2 });
        using RawClient first = broker.Raw();
        AskVersions(first);
        using RawClient second = broker.Raw();
        AskVersions(second);
        using RawClient third = broker.Raw();
        Assert.True(third.IsClosedByBroker());
        AskVersions(first);
    }

    [EmbeddedFact("speaks to the broker in bytes")]
    public async Task The_broker_is_reached_on_127_0_0_1_alone()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        SocketException refused = Assert.Throws<SocketException>(() => socket.Connect(IPAddress.Parse("127.0.0.2"), broker.Port));
        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
    }

    private static void AskVersions(RawClient client)
    {
        ProtocolReader response = client.Call(ApiKey.ApiVersions, 0, _ => { });
        Assert.Equal(0, response.Int16());
    }
}
