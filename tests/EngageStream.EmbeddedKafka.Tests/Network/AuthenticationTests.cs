using System.Net.Sockets;
using System.Text;
using EngageStream.EmbeddedKafka.Protocol;
using EngageStream.EmbeddedKafka.Sasl;
using EngageStream.EmbeddedKafka.Tests.Definitions;
using EngageStream.EmbeddedKafka.Tests.Sasl;
using EngageStream.EmbeddedKafka.Tests.Testing;
using EngageStream.Tests.Shared;
using EngageStream.Tests.Shared.Kafka;

namespace EngageStream.EmbeddedKafka.Tests.Network;

/// <summary>What the broker lets clients do before it knows them, in bytes.</summary>
public sealed class AuthenticationTests
{
    private const string Bytes = "speaks to the broker in bytes";
    private const int Rejected = 201;
    private const int Failed = 202;
    private const int NotAuthenticated = 204;
    private const int TooManyStrangers = 206;

    private static readonly SaslUsers Users = SaslUsers.Of([new("ann", "wonderland")]);

    [EmbeddedFact(Bytes)]
    public async Task Before_authentication_only_three_requests_are_served()
    {
        await using TestBroker broker = await StartAsync();
        foreach (ApiKey key in Enum.GetValues<ApiKey>().Except([ApiKey.ApiVersions, ApiKey.SaslHandshake, ApiKey.SaslAuthenticate]))
        {
            using RawClient client = broker.Raw();
            Assert.Equal(0, client.Call(ApiKey.ApiVersions, 0, _ => { }).Int16());
            client.Send(key, 0, _ => { });
            Assert.True(client.IsClosedByBroker(), $"{key}");
            Assert.Contains(broker.Log.TextsOf(NotAuthenticated), text => text.Contains($"request {key} before", StringComparison.Ordinal));
        }
    }

    [EmbeddedFact(Bytes)]
    public async Task Afterwards_everything_is_served()
    {
        await using TestBroker broker = await StartAsync();
        using RawClient client = broker.Raw();
        var scram = new ScramClient("ann", "wonderland", "abc", sha512: true);
        Assert.Equal(ErrorCode.None, Choose(client, scram.Mechanism));
        (ErrorCode error, string answer) = Token(client, scram.First());
        Assert.Equal(ErrorCode.None, error);
        (error, answer) = Token(client, scram.Final(answer));
        Assert.Equal((ErrorCode.None, scram.ServerSignature), (error, answer));
        RawRequests.CreateTopic(client, "t");

        // Once more is an error, and no reason to close.
        Assert.Equal(ErrorCode.IllegalSaslState, Choose(client, "PLAIN"));
        Assert.Equal(ErrorCode.IllegalSaslState, Token(client, "x").Error);
        Assert.Equal(0, client.Call(ApiKey.ApiVersions, 0, _ => { }).Int16());
    }

    [EmbeddedTheory(Bytes)]
    [InlineData("PLAIN", "\0ann\0wrong", ErrorCode.SaslAuthenticationFailed, "password is wrong")]
    [InlineData("PLAIN", "\0eve\0wonderland", ErrorCode.SaslAuthenticationFailed, "no such user")]
    [InlineData("PLAIN", "bob\0ann\0wonderland", ErrorCode.SaslAuthenticationFailed, "act for another")]
    [InlineData("PLAIN", "ann", ErrorCode.SaslAuthenticationFailed, "two NULs")]
    [InlineData("PLAIN", "\0\0", ErrorCode.SaslAuthenticationFailed, "a name and a password")]
    [InlineData("SCRAM-SHA-256", "", ErrorCode.SaslAuthenticationFailed, "cut")]
    [InlineData("SCRAM-SHA-512", "n,,n=", ErrorCode.SaslAuthenticationFailed, "name")]
    [InlineData("", "\0ann\0wonderland", ErrorCode.IllegalSaslState, "wrong time")]
    public async Task A_failure_is_answered_logged_and_ends_the_connection(string mechanism, string token, object expected, string reason)
    {
        await using TestBroker broker = await StartAsync();
        using RawClient client = broker.Raw();
        if (mechanism.Length > 0)
        {
            Assert.Equal(ErrorCode.None, Choose(client, mechanism));
        }

        Assert.Equal((ErrorCode)expected, Token(client, token).Error);
        Assert.True(client.IsClosedByBroker());
        Assert.Contains(reason, await broker.Log.NextAsync(NotAuthenticated), StringComparison.Ordinal);
    }

    [EmbeddedTheory(Bytes)]
    [InlineData("GSSAPI")]
    [InlineData("OAUTHBEARER")]
    [InlineData("plain")]
    [InlineData("")]
    public async Task A_mechanism_that_there_is_not_is_answered_with_those_that_there_are(string mechanism)
    {
        await using TestBroker broker = await StartAsync();
        using RawClient client = broker.Raw();
        ProtocolReader response = client.Call(ApiKey.SaslHandshake, 1, writer => writer.String(mechanism));
        Assert.Equal((short)ErrorCode.UnsupportedSaslMechanism, response.Int16());
        Assert.Equal(["SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN"], Enumerable.Range(0, response.ArrayLength()).Select(_ => response.String()));
        Assert.True(client.IsClosedByBroker());
    }

    [EmbeddedFact(Bytes)]
    public async Task A_second_handshake_ends_the_connection()
    {
        await using TestBroker broker = await StartAsync();
        using RawClient client = broker.Raw();
        Assert.Equal(ErrorCode.None, Choose(client, "PLAIN"));
        Assert.Equal(ErrorCode.IllegalSaslState, Choose(client, "PLAIN"));
        Assert.True(client.IsClosedByBroker());
    }

    [EmbeddedFact(Bytes)]
    public async Task A_client_that_does_not_finish_is_closed_after_its_time()
    {
        await using TestBroker broker = await StartAsync(o => o with { AuthenticationTimeout = TimeSpan.FromMilliseconds(300) });
        using RawClient silent = broker.Raw();
        using RawClient half = broker.Raw();
        Assert.Equal(ErrorCode.None, Choose(half, "SCRAM-SHA-256"));
        Assert.Equal(ErrorCode.None, Token(half, "n,,n=ann,r=abc").Error);
        using RawClient known = broker.Raw();
        Assert.Equal(ErrorCode.None, Choose(known, "PLAIN"));
        Assert.Equal(ErrorCode.None, Token(known, "\0ann\0wonderland").Error);
        Assert.True(silent.IsClosedByBroker());
        Assert.True(half.IsClosedByBroker());
        Assert.All(broker.Log.TextsOf(NotAuthenticated), text => Assert.Contains("AuthenticationTimeout", text, StringComparison.Ordinal));
        Assert.Equal(2, broker.Log.TextsOf(NotAuthenticated).Count());

        // The time is for authentication alone.
        Assert.Equal(0, known.Call(ApiKey.ApiVersions, 0, _ => { }).Int16());
    }

    [EmbeddedFact(Bytes)]
    public async Task Only_so_many_may_be_unknown_at_a_time()
    {
        await using TestBroker broker = await StartAsync(o => o with { MaxUnauthenticatedConnections = 2 });
        using RawClient first = broker.Raw();
        using RawClient second = broker.Raw();
        Assert.Equal(ErrorCode.None, Choose(first, "PLAIN"));
        Assert.Equal(ErrorCode.None, Choose(second, "PLAIN"));
        using (RawClient third = broker.Raw())
        {
            Assert.True(third.IsClosedByBroker());
        }

        await broker.Log.NextAsync(TooManyStrangers);

        // Who is known makes room, as does who leaves.
        Assert.Equal(ErrorCode.None, Token(first, "\0ann\0wonderland").Error);
        using RawClient fourth = await AdmittedAsync(broker);
        Assert.Equal(ErrorCode.SaslAuthenticationFailed, Token(second, "\0ann\0wrong").Error);
        Assert.True(second.IsClosedByBroker());
        using RawClient fifth = await AdmittedAsync(broker);
    }

    [EmbeddedFact(Bytes)]
    public async Task An_unknown_client_may_not_send_much()
    {
        await using TestBroker broker = await StartAsync();
        using RawClient client = broker.Raw();
        client.SendBytes([0, 1, 0, 1]);
        Assert.True(client.IsClosedByBroker());
        Assert.Contains("65537", await broker.Log.NextAsync(Rejected), StringComparison.Ordinal);
    }

    [EmbeddedFact(Bytes)]
    public async Task Tokens_without_requests_are_taken_after_a_handshake_of_version_0()
    {
        await using TestBroker broker = await StartAsync();
        using RawClient client = broker.Raw();
        var scram = new ScramClient("ann", "wonderland", "abc");
        Assert.Equal((short)ErrorCode.None, client.Call(ApiKey.SaslHandshake, 0, writer => writer.String(scram.Mechanism)).Int16());
        string answer = Encoding.UTF8.GetString(client.Exchange(Encoding.UTF8.GetBytes(scram.First())));
        byte[] final = Encoding.UTF8.GetBytes(scram.Final(answer));
        Assert.Equal(scram.ServerSignature, Encoding.UTF8.GetString(client.Exchange(final)));
        Assert.Equal(0, client.Call(ApiKey.ApiVersions, 0, _ => { }).Int16());

        using RawClient wrong = broker.Raw();
        Assert.Equal((short)ErrorCode.None, wrong.Call(ApiKey.SaslHandshake, 0, writer => writer.String("PLAIN")).Int16());
        Assert.Throws<IOException>(() => wrong.Exchange("\0ann\0wrong"u8.ToArray()));
    }

    [EmbeddedFact(Bytes)]
    public async Task Without_users_a_handshake_is_answered_with_an_error_and_all_else_is_served()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using RawClient client = broker.Raw();
        Assert.Equal(ErrorCode.IllegalSaslState, Choose(client, "PLAIN"));
        RawRequests.CreateTopic(client, "t");
    }

    [SharedDataFact($"{MessageDefinition.Folder}/SaslHandshakeRequest.json")]
    public async Task Answers_have_the_form_of_Kafkas_definitions()
    {
        await using TestBroker broker = await StartAsync();
        MessageDefinition definition = MessageDefinition.Read("SaslAuthenticateResponse");
        for (short version = 0; version <= 2; version++)
        {
            foreach (string token in new[] { "\0ann\0wonderland", "\0ann\0wrong" })
            {
                using RawClient client = broker.Raw();
                Assert.Equal(ErrorCode.None, Choose(client, "PLAIN"));
                bool flexible = definition.Flexible.Contains(version);
                var writer = new SampleWriter(version, flexible);
                writer.Header((short)ApiKey.SaslAuthenticate);
                byte[] size = flexible ? [(byte)(token.Length + 1)] : [0, 0, 0, (byte)token.Length];
                byte[] request = [.. writer.Bytes, .. size, .. Encoding.UTF8.GetBytes(token), .. flexible ? new byte[1] : []];
                var reader = new StrictReader(client.Exchange(request), version, flexible);
                reader.Correlation();
                reader.Tags();
                reader.Fields(definition.Fields);
                Assert.True(reader.AtEnd);
            }
        }
    }

    [EmbeddedTheory(Bytes)]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(4, true)]
    public async Task Messages_that_are_nearly_right_never_get_in_and_never_harm(int seed, bool final)
    {
        await using TestBroker broker = await StartAsync();
        using RawClient bystander = broker.Raw();
        Assert.Equal(ErrorCode.None, Choose(bystander, "PLAIN"));
        Assert.Equal(ErrorCode.None, Token(bystander, "\0ann\0wonderland").Error);
        var random = new Random(seed);
        for (int i = 0; i < 150; i++)
        {
            var scram = new ScramClient("ann", "wonderland", $"nonce{i}", sha512: i % 2 == 0);
            using RawClient client = broker.Raw();
            Assert.Equal(ErrorCode.None, Choose(client, scram.Mechanism));
            byte[] first = Encoding.UTF8.GetBytes(scram.First());
            (ErrorCode error, string answer) = Token(client, final ? first : Mutated(first, random));
            if (error == ErrorCode.None)
            {
                byte[] last = final ? Mutated(Encoding.UTF8.GetBytes(scram.Final(answer)), random) : "c=biws,r=x,p=AAAA"u8.ToArray();
                Assert.Equal(ErrorCode.SaslAuthenticationFailed, Token(client, last).Error);
            }

            Assert.True(client.IsClosedByBroker());
        }

        Assert.Empty(broker.Log.TextsOf(Failed));
        Assert.Equal(150, broker.Log.TextsOf(NotAuthenticated).Count());
        Assert.Equal(0, bystander.Call(ApiKey.ApiVersions, 0, _ => { }).Int16());
    }

    private static Task<TestBroker> StartAsync(Func<BrokerOptions, BrokerOptions>? change = null) => TestBroker.StartAsync(options =>
    {
        BrokerOptions secured = options with { SaslUsers = Users, AuthenticationFailureDelay = TimeSpan.Zero };
        return change?.Invoke(secured) ?? secured;
    });

    // The broker makes room only after it has answered.
    private static async Task<RawClient> AdmittedAsync(TestBroker broker)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        for (; ; )
        {
            RawClient client = broker.Raw();
            try
            {
                Assert.Equal(ErrorCode.None, Choose(client, "PLAIN"));
                return client;
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                client.Dispose();
                await Task.Delay(10, patience.Token);
            }
        }
    }

    private static ErrorCode Choose(RawClient client, string mechanism) =>
        (ErrorCode)client.Call(ApiKey.SaslHandshake, 1, writer => writer.String(mechanism)).Int16();

    private static (ErrorCode Error, string Answer) Token(RawClient client, string token) => Token(client, Encoding.UTF8.GetBytes(token));

    private static (ErrorCode Error, string Answer) Token(RawClient client, byte[] token)
    {
        ProtocolReader response = client.Call(ApiKey.SaslAuthenticate, 1, writer => writer.Bytes(token));
        var error = (ErrorCode)response.Int16();
        response.NullableString();
        return (error, Encoding.UTF8.GetString(response.Bytes().Span));
    }

    private static byte[] Mutated(byte[] message, Random random)
    {
        List<byte> changed;
        do
        {
            changed = [.. message];
            int at = random.Next(changed.Count);
            switch (random.Next(5))
            {
                case 0:
                    changed[at] = (byte)random.Next(256);
                    break;
                case 1:
                    changed.RemoveRange(at, changed.Count - at);
                    break;
                case 2:
                    changed.RemoveAt(at);
                    break;
                case 3:
                    changed.InsertRange(at, changed.Take(random.Next(changed.Count)).ToArray());
                    break;
                default:
                    changed.Insert(at, (byte)",=nr\0"[random.Next(5)]);
                    break;
            }
        }
        while (changed.Count == 0 || changed.SequenceEqual(message));
        return [.. changed];
    }
}
