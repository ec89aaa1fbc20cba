using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using EngageStream.Redis.Configuration;
using EngageStream.Redis.Connections;
using EngageStream.Redis.Projection;
using EngageStream.Redis.Tests.Support;

namespace EngageStream.Redis.Tests.Connections;

[Collection(OutageCollection.Name)]
public sealed class SecureConnectionTests(RedisFixture fixture) : ProjectionTest(fixture)
{
    private const string Secret = "correct horse battery";

    [Fact]
    public async Task Tls_with_certificates_of_both_sides_and_a_password_works_and_nothing_less_does()
    {
        using var authority = new TestCertificates();
        using var stranger = new TestCertificates();
        (string certificate, string key) = authority.Sign("server", IPAddress.Loopback);
        (string ownCertificate, string ownKey) = authority.Sign("client");
        using X509Certificate2 own = X509Certificate2.CreateFromPemFile(ownCertificate, ownKey);
        await using RedisServer redis = await RedisServer.StartAsync(
            _ =>
            [
                "--tls-cert-file", certificate, "--tls-key-file", key, "--tls-ca-cert-file", authority.Authority, "--tls-auth-clients", "yes",
                "--requirepass", Secret,
            ],
            tls: true,
            client =>
            {
                client.Password = Secret;
                client.TrustIssuer(authority.Authority);
                client.CertificateSelection += (_, _, _, _, _) => own;
            });
        await Topic.AddAsync(new Profile("ann", "growth", 0.2, "low"));
        RedisOptions right = Options with
        {
            Servers = [redis.Address],
            Password = Secret,
            Tls = true,
            TlsCa = authority.Authority,
            TlsCertificate = ownCertificate,
            TlsKey = ownKey,
        };
        foreach (RedisOptions wrong in new[]
        {
            right with { TlsCa = stranger.Authority },
            right with { TlsCa = "" },
            right with { Tls = false },
            right with { TlsCertificate = "", TlsKey = "" },
            right with { Password = Secret + "!" },
        })
        {
            int told = Log.Count(5102);
            await using RedisProjection refused = Start(wrong);
            await UntilAsync(() => Task.FromResult(Log.Count(5102) > told));
            Assert.False(refused.IsReady);
        }

        Assert.Empty(await RedisContent.ReadAsync(redis.Database, Prefix));
        await ProjectAsync(right);
        await AssertProjectedAsync(redis.Database);
        Assert.DoesNotContain(Log.Lines, line => line.Contains(Secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_wrong_password_is_named_by_its_setting_and_told_by_nothing()
    {
        await using RedisServer redis = await RedisServer.StartAsync(
            _ => ["--requirepass", Secret], client: client => client.Password = Secret);
        await using RedisProjection projection = Start(Options with { Servers = [redis.Address], Password = "hunter2" });
        await UntilAsync(() => Task.FromResult(Log.Count(5102) > 0));
        Assert.Contains(Log.Lines, line => line.Contains("redis.password", StringComparison.Ordinal));
        Assert.DoesNotContain(Log.Lines, line => line.Contains("hunter2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_user_with_the_rights_of_the_documentation_is_enough()
    {
        const string rights = "+@read +@write +@scripting +@connection +info +time";
        Assert.Contains(rights, File.ReadAllText(Repository.PathOf("docs/redis.md")), StringComparison.Ordinal);
        await using RedisServer redis = await RedisServer.StartAsync(
            _ => ["--user", "engine", "on", $">{Secret.Replace(" ", "", StringComparison.Ordinal)}", $"~{Prefix}*", .. rights.Split(' ')]);
        await Topic.AddRandomAsync(new Random(1), 30, 100);
        RedisOptions options = Options with
        {
            Servers = [redis.Address],
            User = "engine",
            Password = Secret.Replace(" ", "", StringComparison.Ordinal),
            Expiry = TimeSpan.FromHours(1),
        };
        await ProjectAsync(options);
        await RebuildAsync(options);
        await ProjectAsync(options);
        await AssertProjectedAsync(redis.Database);
    }

    [Fact]
    public async Task In_a_cluster_a_prefix_without_a_hash_tag_is_refused_and_one_with_works()
    {
        await using RedisServer redis = await RedisServer.StartAsync(
            "--cluster-enabled", "yes", "--cluster-announce-ip", "127.0.0.1", "--cluster-port", RedisServer.FreePort().ToString(CultureInfo.InvariantCulture));
        await redis.Database.ExecuteAsync("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
        await UntilAsync(async () => ((string)(await redis.Database.ExecuteAsync("CLUSTER", "INFO"))!).Contains("cluster_state:ok", StringComparison.Ordinal));
        await redis.Database.Multiplexer.ConfigureAsync();
        await Topic.AddAsync(new Profile("ann", "growth", 0.2, "low"));
        await using (RedisProjection refused = Start(Options with { Servers = [redis.Address] }))
        {
            var refusal = await Assert.ThrowsAsync<RedisRefusedException>(() => refused.Completion.WaitAsync(Patience));
            Assert.Contains("hash tag", refusal.Message, StringComparison.Ordinal);
        }

        string tagged = $"{{{Prefix}}}:";
        await ProjectAsync(Options with { Servers = [redis.Address], Prefix = tagged });
        Assert.Equal("growth", await redis.Database.HashGetAsync($"{tagged}user:ann", "stage"));
    }
}
