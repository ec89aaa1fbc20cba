using EngageStream.Domain.Naming;
using EngageStream.Redis.Configuration;
using EngageStream.Redis.Tests.Support;

namespace EngageStream.Redis.Tests.Configuration;

public sealed class RedisOptionsBinderTests
{
    private static readonly Dictionary<string, string> Least = new() { ["servers"] = "127.0.0.1:6379" };

    [Fact]
    public void Every_key_sets_its_option()
    {
        string file = typeof(RedisOptionsBinderTests).Assembly.Location;
        RedisOptions options = Bind(new Dictionary<string, string>
        {
            ["servers"] = "r1:6379, [::1]:6380",
            ["projection"] = "off",
            ["user"] = "engine",
            ["password"] = " with blanks ",
            ["tls"] = "on",
            ["tls.ca"] = file,
            ["tls.cert"] = file,
            ["tls.key"] = file,
            ["database"] = "3",
            ["prefix"] = "{shop}:",
            ["expiry"] = "90d",
            ["batch"] = "7",
            ["risk.everybody"] = "on",
        }, out IReadOnlyList<RedisSettingError> errors);
        Assert.Empty(errors);
        Assert.Equal(["r1:6379", "[::1]:6380"], options.Servers);
        Assert.Equal(
            new RedisOptions
            {
                Servers = options.Servers,
                ProjectInRun = false,
                User = "engine",
                Password = " with blanks ",
                Tls = true,
                TlsCa = file,
                TlsCertificate = file,
                TlsKey = file,
                Database = 3,
                Prefix = "{shop}:",
                Expiry = TimeSpan.FromDays(90),
                Batch = 7,
                RiskOfEverybody = true,
            },
            options);
    }

    [Fact]
    public void Documented_defaults_are_the_defaults()
    {
        Dictionary<string, string> documented = RedisOptionKeys.All.ToDictionary(option => option.Key["redis.".Length..], option => option.Default);
        RedisOptions explicitly = Bind(documented, out IReadOnlyList<RedisSettingError> errors);
        Assert.Empty(errors);
        var silently = new RedisOptions();
        Assert.Equal(silently with { Servers = explicitly.Servers }, explicitly);
        Assert.Empty(explicitly.Servers);
    }

    [Theory]
    [InlineData("servers", "localhost")]
    [InlineData("servers", "localhost:0")]
    [InlineData("servers", "a:1,b")]
    [InlineData("servers", "a:1,password=x")]
    [InlineData("projection", "yes")]
    [InlineData("tls", "true")]
    [InlineData("tls.ca", "/nowhere.pem")]
    [InlineData("database", "-1")]
    [InlineData("prefix", "")]
    [InlineData("prefix", "a b")]
    [InlineData("expiry", "90")]
    [InlineData("expiry", "59s")]
    [InlineData("expiry", "36501d")]
    [InlineData("batch", "0")]
    [InlineData("risk.everybody", "1")]
    [InlineData("batch", "10001")]
    public void A_bad_value_is_one_error_with_its_key_and_a_remedy(string key, string value)
    {
        var settings = new Dictionary<string, string>(Least) { [key] = value };
        if (key == "tls.ca")
        {
            settings["tls"] = "on";
        }

        Bind(settings, out IReadOnlyList<RedisSettingError> errors);
        RedisSettingError error = Assert.Single(errors);
        Assert.Equal($"redis.{key}", error.Key);
        Assert.NotEmpty(error.Remedy);
    }

    [Theory]
    [InlineData("1m", 1)]
    [InlineData("2h", 120)]
    [InlineData("60s", 1)]
    [InlineData("36500d", 36_500 * 24 * 60)]
    public void An_expiry_is_a_number_with_a_unit(string text, int minutes) =>
        Assert.Equal(TimeSpan.FromMinutes(minutes), Bind(new Dictionary<string, string>(Least) { ["expiry"] = text }, out _).Expiry);

    [Fact]
    public void An_unknown_key_is_an_error_that_names_the_nearest()
    {
        Bind(new Dictionary<string, string>(Least) { ["pasword"] = "secret" }, out IReadOnlyList<RedisSettingError> errors);
        Assert.Equal("redis.pasword: is not a setting; did you mean redis.password?", Assert.Single(errors).ToString());
    }

    [Theory]
    [InlineData("redis.password", "user")]
    [InlineData("redis.tls.key", "tls.cert")]
    [InlineData("redis.tls.cert", "tls.key")]
    public void What_belongs_together_is_asked_for(string missing, string given)
    {
        string file = typeof(RedisOptionsBinderTests).Assembly.Location;
        Bind(new Dictionary<string, string>(Least) { ["tls"] = "on", [given] = file }, out IReadOnlyList<RedisSettingError> errors);
        Assert.Equal(missing, Assert.Single(errors).Key);
    }

    [Fact]
    public void Settings_without_a_server_and_files_without_tls_are_errors()
    {
        Bind(new Dictionary<string, string> { ["batch"] = "7" }, out IReadOnlyList<RedisSettingError> errors);
        Assert.Equal("redis.servers", Assert.Single(errors).Key);
        string file = typeof(RedisOptionsBinderTests).Assembly.Location;
        Bind(new Dictionary<string, string>(Least) { ["tls.ca"] = file }, out errors);
        Assert.Equal("redis.tls", Assert.Single(errors).Key);
    }

    [Fact]
    public void The_password_is_told_by_nothing()
    {
        RedisOptions options = Bind(
            new Dictionary<string, string>(Least) { ["password"] = "hunter2", ["batch"] = "x", ["user"] = "u" }, out IReadOnlyList<RedisSettingError> errors);
        Assert.Equal("hunter2", options.Password);
        Assert.DoesNotContain("hunter2", options.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", string.Join(' ', errors), StringComparison.Ordinal);
    }

    [Fact]
    public void The_documentation_lists_exactly_these_keys() =>
        Assert.Contains(RedisOptionReference.Markdown(), File.ReadAllText(Repository.PathOf("docs/configuration.md")), StringComparison.Ordinal);

    private static RedisOptions Bind(IReadOnlyDictionary<string, string> settings, out IReadOnlyList<RedisSettingError> errors) =>
        RedisOptionsBinder.Bind(settings, NearestName.Of, out errors);
}
